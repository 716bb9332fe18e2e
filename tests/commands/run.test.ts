import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../support/database.ts';
import { Installation, type Running } from '../support/newsbraid.ts';

const database = useDatabase();

describe('newsbraid serve', () => {
  let place: Installation;
  let service: Running;
  beforeAll(() => {
    const sources = 'sources:\n  - url: http://127.0.0.1:9/feed\n';
    place = new Installation({ 'sources.yaml': sources }, { DATABASE_URL: database().url, HOST: '0.0.0.0' });
    service = place.start('serve');
  });
  afterAll(async () => {
    service.signal('SIGTERM');
    await service.ended;
    place.remove();
  });

  it('prints an address that a reader can ask, and does not say that it polls', async () => {
    const [, feed = ''] = await service.says(/Feed +(http:\/\/127\.0\.0\.1:\d+\/feed\.atom)/);
    expect((await fetch(feed)).status).toBe(200);
    await service.says(/Sources +1 for workers to poll, as config\/sources\.yaml says/);
  });

  it('tells a second one who has the port, and how to choose another', async () => {
    const [, port = ''] = await service.says(/Feed +http:\/\/[^:]+:(\d+)/);
    const second = new Installation({ 'sources.yaml': 'sources: []\n' }, { ...place.environment, PORT: port });
    const { code, stderr } = await second.run('serve');
    second.remove();
    expect(code).toBe(1);
    expect(stderr).toContain(
      `Cannot listen on 0.0.0.0 port ${port}. Another Newsbraid runs there: end it, or choose another port, as in \`PORT=${Number(port) + 1} npm start\`.`,
    );
  });
});
