import type { AppDeps } from '../../app-deps.ts';
import { isDatabaseReady } from '../../store/operator.ts';
import { defineProtocolRoute, type ProtocolRoute } from '../kit/route.ts';

/** GET /healthz: the process answers. */
export function healthRoute(): ProtocolRoute {
  return defineProtocolRoute({
    method: 'GET',
    url: '/healthz',
    handler: (_request, reply) => reply.header('cache-control', 'no-store').type('text/plain').send('ok\n'),
  });
}

/** GET /readyz: the database answers too. */
export function readyRoute({ store }: Pick<AppDeps, 'store'>): ProtocolRoute {
  return defineProtocolRoute({
    method: 'GET',
    url: '/readyz',
    handler: async (_request, reply) => {
      const ready = await isDatabaseReady(store);
      return reply
        .header('cache-control', 'no-store')
        .code(ready ? 200 : 503)
        .type('text/plain')
        .send(ready ? 'ready\n' : 'the database does not answer\n');
    },
  });
}

/** GET /metrics: the process in numbers, in the text form that Prometheus reads; no person, no school. */
export function metricsRoute(): ProtocolRoute {
  return defineProtocolRoute({
    method: 'GET',
    url: '/metrics',
    handler: (_request, reply) => {
      const cpu = process.cpuUsage();
      const lines = [
        '# TYPE process_cpu_seconds_total counter',
        `process_cpu_seconds_total ${(cpu.user + cpu.system) / 1e6}`,
        '# TYPE process_resident_memory_bytes gauge',
        `process_resident_memory_bytes ${process.memoryUsage.rss()}`,
        '# TYPE process_uptime_seconds gauge',
        `process_uptime_seconds ${process.uptime()}`,
      ];
      return reply
        .header('cache-control', 'no-store')
        .type('text/plain; version=0.0.4')
        .send(`${lines.join('\n')}\n`);
    },
  });
}
