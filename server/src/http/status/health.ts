import type { AppDeps } from '../../app-deps.ts';
import { isReady } from '../../service/status/readiness.ts';
import { holdWords } from '../../service/upkeep/clock-watch.ts';
import { defineProtocolRoute, type ProtocolRoute } from '../kit/route.ts';

/** GET /healthz: the process answers. */
export function healthRoute(): ProtocolRoute {
  return defineProtocolRoute({
    method: 'GET',
    url: '/healthz',
    handler: (_request, reply) => reply.header('cache-control', 'no-store').type('text/plain').send('ok\n'),
  });
}

/** GET /readyz: the database answers too; else 503 and what is known of it. */
export function readyRoute({
  store,
  database,
  clock,
}: Pick<AppDeps, 'store' | 'database' | 'clock'>): ProtocolRoute {
  return defineProtocolRoute({
    method: 'GET',
    url: '/readyz',
    handler: async (_request, reply) => {
      const isAnswering = await isReady(store);
      if (!isAnswering) reply.header('retry-after', '5');
      const ready = clock?.held() === undefined ? 'ready\n' : `ready\n${holdWords}\n`;
      return reply
        .header('cache-control', 'no-store')
        .code(isAnswering ? 200 : 503)
        .type('text/plain')
        .send(isAnswering ? ready : `${AWAY[database?.() ?? 'running']}\n`);
    },
  });
}

const AWAY = {
  running: 'the database does not answer',
  starting: 'the database ended and is being started again',
  failing: 'the database ends again and again: look at postgres.log and at the room on the disk',
} as const;

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
