import type { Hono } from 'hono';
import { UNCACHED_HEADERS } from '../io/http/headers.ts';
import { NotThere } from './problem.ts';
import type { HealthReport, SiteOptions } from './site-options.ts';

/** The addresses for whoever runs the service: /healthz, /readyz and /metrics. Nothing of them is kept. */
export function routeOperation<E extends object>(app: Hono<E>, { health, ready = health, metrics }: SiteOptions): void {
  const probes: Record<string, () => Promise<HealthReport>> = { '/healthz': health, '/readyz': ready };
  for (const [path, ask] of Object.entries(probes)) {
    app.get(path, async (c) => {
      const report = await ask();
      return c.json(report, report.ok ? 200 : 503, UNCACHED_HEADERS);
    });
  }
  app.get('/metrics', async (c) => {
    if (!metrics) throw new NotThere();
    const headers = { ...UNCACHED_HEADERS, 'content-type': 'text/plain; version=0.0.4; charset=utf-8' };
    return c.text(await metrics(), 200, headers);
  });
}
