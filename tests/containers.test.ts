import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const read = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
const exists = (file: string) => existsSync(new URL(`../${file}`, import.meta.url));

describe('Dockerfile', () => {
  const copies = [...read('Dockerfile').matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, from]) =>
    (from as string).split(' '),
  );

  it('copies only what exists, and what .dockerignore lets through', () => {
    const allowed = read('.dockerignore').match(/(?<=^!).+$/gm) ?? [];
    expect(copies.filter((file) => !exists(file))).toEqual([]);
    expect(new Set(allowed)).toEqual(new Set(copies));
  });

  it('ships all that package.json ships', () => {
    const { files } = JSON.parse(read('package.json')) as { files: string[] };
    const last =
      read('Dockerfile')
        .split(/^FROM /m)
        .pop() ?? '';
    // The demonstration needs the embedded Postgres, which the image leaves out.
    const shipped = files.filter((file) => file !== 'demo');
    expect(shipped.filter((file) => !new RegExp(`^COPY (?:--from=\\w+ )?\\S*\\b${file}\\b`, 'm').test(last))).toEqual(
      [],
    );
  });

  it('has a health check that docker can read, and runs as nobody special', () => {
    const check = /^HEALTHCHECK [^[]+CMD (\[.+\])$/m.exec(read('Dockerfile'))?.[1] ?? '';
    expect(JSON.parse(check)).toEqual(['node', '-e', expect.stringContaining('/healthz')]);
    expect(read('Dockerfile')).toMatch(/^USER node$/m);
  });
});

describe('docker-compose.yml', () => {
  const compose = parse(read('docker-compose.yml')) as {
    services: Record<'newsbraid' | 'postgres', Record<string, unknown>>;
    volumes: Record<string, unknown>;
  };

  it('starts Newsbraid after a healthy Postgres 17 that keeps its data', () => {
    const { newsbraid, postgres } = compose.services;
    expect(newsbraid.depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
    expect(postgres.image).toBe('postgres:17');
    expect(postgres.healthcheck).toMatchObject({ test: expect.arrayContaining(['pg_isready']) });
    expect(postgres.volumes).toEqual(['postgres:/var/lib/postgresql/data']);
    expect(compose.volumes).toHaveProperty('postgres');
  });

  it('mounts the config read-only, opens loopback alone, and gives both services one password', () => {
    const { newsbraid, postgres } = compose.services;
    expect(newsbraid.volumes).toEqual(['./config:/app/config:ro']);
    expect(newsbraid.ports).toEqual([expect.stringMatching(/^\$\{NEWSBRAID_BIND:-127\.0\.0\.1\}:/)]);
    const password = (postgres.environment as Record<string, string>).POSTGRES_PASSWORD;
    expect((newsbraid.environment as Record<string, string>).DATABASE_URL).toContain(`:${password}@postgres:`);
  });
});
