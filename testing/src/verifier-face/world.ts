import { createHash } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { PROTOCOL_CORS, pageHeaders } from '@mleg/server/src/http/kit/security-headers.ts';
import { loadStaticFiles, styleHashes } from '@mleg/server/src/http/kit/static-files.ts';
import type { IssuerState, TestIssuer } from './issuer.ts';
import { createIssuer } from './issuer.ts';

/** The built verifier behind the real pages' headers, beside an invented issuer; both can be cut off. */
export type VerifierWorld = {
  readonly origin: string;
  readonly issuer: () => TestIssuer;
  readonly state: IssuerState;
  /** A cut network: every request to either server is dropped. */
  isCut: boolean;
  /** Answers of the issuer's server in the place of the real ones, by path. */
  readonly instead: Map<string, string>;
  /** Another operator at the same addresses, as after `npm start -- --fresh`. */
  readonly replaceIssuer: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

const DIST = fileURLToPath(new URL('../../../apps/verifier/dist', import.meta.url));

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}

function answerJson(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(value));
}

async function answerIssuer(
  issuer: TestIssuer,
  instead: ReadonlyMap<string, string>,
  origin: string,
  request: IncomingMessage,
  response: ServerResponse,
) {
  for (const [name, value] of Object.entries(PROTOCOL_CORS)) response.setHeader(name, value);
  response.setHeader('cache-control', 'public, no-cache');
  const path = request.url ?? '';
  const other = instead.get(path);
  if (other !== undefined) {
    response.end(other);
    return;
  }
  if (path === '/status') {
    answerJson(response, { status_lists: [`${origin}/status/0`], offline_lists: [`${origin}/status/1`] });
    return;
  }
  if (path !== '/trust/list' && path !== '/status/1') {
    response.writeHead(404).end();
    return;
  }
  const body = Buffer.from(path === '/trust/list' ? await issuer.trustList() : await issuer.statusList());
  response.setHeader('etag', `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`);
  response.end(body);
}

/** Builds nothing: `npm run build` (or the test run) did. */
export async function startWorld(): Promise<VerifierWorld> {
  const files = await loadStaticFiles(DIST);
  if (!files.has('/index.html')) throw new Error('the verifier is not built: npm run build');
  const state: IssuerState = { status: 0, listsAt: Math.floor(Date.now() / 1000), check: {} };
  const cut = { isCut: false };
  const instead = new Map<string, string>();
  const schoolServer = createServer((request, response) => {
    if (cut.isCut) request.socket.destroy();
    else void answerIssuer(issuer, instead, schoolOrigin, request, response);
  });
  const schoolOrigin = await listen(schoolServer);
  let issuer = await createIssuer(schoolOrigin, state);
  const styles = styleHashes(files.get('/index.html'));
  const headers = pageHeaders({ face: 'verifier', connect: [schoolOrigin], styles, secure: false });
  const created = {
    id: 'check-1',
    request:
      'https://wallet.example/present#client_id=x509_hash%3Aabc&request_uri=https%3A%2F%2Fverifier.example%2Fr',
    openid4vp: 'openid4vp://?client_id=x509_hash%3Aabc',
    code: '402816',
    secret: 'secret-of-the-check',
    expiresAt: new Date(Date.now() + 120_000).toISOString(),
  };
  const answerApi = (request: IncomingMessage, response: ServerResponse): void => {
    const isAllowed = request.headers.authorization === `Bearer ${created.secret}`;
    const waiting = {
      id: created.id,
      state: 'waiting',
      verdict: null,
      reason: null,
      disclosed: null,
      statusAsOf: null,
    };
    if (request.method === 'POST') answerJson(response, created, 201);
    else answerJson(response, { ...waiting, ...state.check }, isAllowed ? 200 : 401);
  };
  const verifierServer = createServer((request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    if (cut.isCut) request.socket.destroy();
    else if (path === '/config.json') {
      answerJson(response, {
        demo: true,
        origins: { school: schoolOrigin },
        trustList: `${schoolOrigin}/trust/list`,
        trustAnchors: [issuer.anchor],
      });
    } else if (path.startsWith('/api/')) answerApi(request, response);
    else {
      const file = files.get(path) ?? files.get('/index.html');
      response.writeHead(200, { ...headers, 'content-type': file?.type ?? 'text/html' });
      response.end(file?.bytes);
    }
  });
  const origin = await listen(verifierServer);
  return {
    origin,
    issuer: () => issuer,
    state,
    instead,
    get isCut() {
      return cut.isCut;
    },
    set isCut(value) {
      cut.isCut = value;
    },
    replaceIssuer: async () => {
      issuer = await createIssuer(schoolOrigin, state);
    },
    stop: async () => {
      for (const server of [schoolServer, verifierServer]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}
