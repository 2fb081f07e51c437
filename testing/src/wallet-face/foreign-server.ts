import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server of somebody else on localhost, answering what a test puts there. */
export type ForeignServer = {
  readonly origin: string;
  readonly host: string;
  /** By path. */
  readonly answers: Map<string, { readonly type: string; readonly body: string }>;
  /** Every call that came, as `METHOD /path`. */
  readonly calls: string[];
  /** Whether pages of others may read the answers (CORS). */
  letsRead: boolean;
  readonly close: () => Promise<void>;
};

export async function startForeignServer(): Promise<ForeignServer> {
  const answers: ForeignServer['answers'] = new Map();
  const calls: string[] = [];
  const listener: RequestListener = (request, response) => {
    if (foreign.letsRead) {
      response.setHeader('access-control-allow-origin', '*');
      response.setHeader('access-control-allow-headers', '*');
    }
    if (request.method === 'OPTIONS') return void response.writeHead(204).end();
    calls.push(`${request.method} ${request.url}`);
    const answer = answers.get(request.url ?? '');
    if (answer === undefined) return void response.writeHead(404).end();
    return void response.writeHead(200, { 'content-type': answer.type }).end(answer.body);
  };
  const server = createServer(listener);
  server.listen(0, 'localhost');
  await once(server, 'listening');
  const host = `localhost:${(server.address() as AddressInfo).port}`;
  const foreign: ForeignServer = {
    origin: `http://${host}`,
    host,
    answers,
    calls,
    letsRead: true,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close').catch(() => undefined);
    },
  };
  return foreign;
}
