import { defineConfig } from 'vitest/config';

/** Tests in a real browser: Debian's Chromium, or the one that CHROMIUM names. */
export default defineConfig({
  test: {
    include: ['tests/e2e/**/*.test.ts'],
    globalSetup: ['tests/support/global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
