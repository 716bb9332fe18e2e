import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.{ts,tsx}'],
    exclude: ['tests/e2e/**', 'node_modules/**'],
    globalSetup: ['tests/support/global-setup.ts'],
    // Files of one worker share their modules, as a service shares them with the next that a process runs: loading them anew
    // for each file took a fifth of the time.
    isolate: false,
    // One worker per core: the main process of vitest has little to do.
    maxWorkers: '100%',
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
