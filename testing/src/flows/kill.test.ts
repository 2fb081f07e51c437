import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { toConfig } from '@mleg/server/src/config/config.ts';
import { silentLog } from '@mleg/server/src/log/log.ts';
import { drawFace } from '@mleg/server/src/photo/drawn-face.ts';
import { forgetPlace } from '@mleg/server/src/postgres/place.ts';
import { startPostgres } from '@mleg/server/src/postgres/start.ts';
import { createDeps } from '@mleg/server/src/server.ts';
import { openDatabase } from '@mleg/server/src/store/open-database.ts';
import type { InjectOptions } from 'fastify';
import { createProgram, inventPaperId, inventPesel, inventPupil } from '../integration/program.ts';
import { checkCode, showCode } from './checker.ts';
import {
  codeOf,
  handleOf,
  type Issuer,
  type IssuerResponse,
  makeKey,
  notify,
  requestCredential,
  requestOffline,
  requestToken,
  statusIndexes,
} from './holder.ts';

/** A server of its own process, killed with signal 9 between all steps and within the ones that matter. */

const MAIN = fileURLToPath(import.meta.resolve('@mleg/server/src/main.ts'));
const folder = await mkdtemp(join(tmpdir(), 'mleg-kill-'));
const port = 29_100 + (process.pid % 3000);
const environment = {
  MLEG_ENV: 'production',
  MLEG_HOST: 'localhost',
  MLEG_PORT: String(port),
  MLEG_DATA_DIR: folder,
  MLEG_LOG: 'events',
  MLEG_MAIL_URL: 'smtp://localhost:1',
  MLEG_MAIL_FROM: 'mLegitymacja <szkola@poczta.example>',
  MLEG_MASTER_KEY_FILE: join(folder, 'secrets', 'master-key'),
  MLEG_SIGNER_FOLDER: join(folder, 'secrets'),
  MLEG_OPERATOR_NAME: 'Gmina Przykładowo',
  MLEG_PROXY_HOPS: '1',
  MLEG_SCHOOL_ORIGIN: 'https://szkola.example',
  MLEG_WALLET_ORIGIN: 'https://portfel.example',
  MLEG_VERIFIER_ORIGIN: 'https://kontrola.example',
  MLEG_PANEL_ORIGIN: 'https://panel.example',
};
const config = toConfig(environment);
const realNow = (): number => Math.floor(Date.now() / 1000);

let server: ChildProcess | undefined;
let output = '';
after(async () => {
  await kill();
  // The database that the last kill left is taken over once more, and stopped.
  const database = await startPostgres({ dataDir: folder }).catch(() => undefined);
  await database?.stop();
  await forgetPlace(folder).catch(() => undefined);
  await rm(folder, { recursive: true, force: true });
});

async function start(): Promise<void> {
  const env = { ...process.env, ...environment };
  server = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const from = output.length;
  for (const stream of [server.stdout, server.stderr])
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  while (!/is ready\.\n[\s\S]*Ctrl-C/.test(output.slice(from))) {
    assert.equal(server.exitCode, null, output);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function kill(): Promise<void> {
  if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  server.kill('SIGKILL');
  await ended;
}

async function restart(): Promise<void> {
  await kill();
  await start();
}

/** The same calls as in process, over a socket. */
async function inject(request: InjectOptions): Promise<IssuerResponse> {
  const response = await fetch(`http://localhost:${port}${String(request.url)}`, {
    method: request.method ?? 'GET',
    headers: request.headers as Record<string, string>,
    ...(request.payload === undefined ? {} : { body: request.payload as string }),
  });
  const headers = Object.fromEntries(response.headers);
  return { statusCode: response.status, body: await response.text(), headers };
}

const issuer: Issuer = {
  deps: { config },
  face: { inject },
  clock: {
    get now() {
      return realNow();
    },
  },
};

/** School and key, made before the server starts: by an operator, so to speak. */
async function createSchoolWithKey() {
  await mkdir(join(folder, 'secrets'), { recursive: true, mode: 0o700 });
  const keyFile = environment.MLEG_MASTER_KEY_FILE;
  await writeFile(keyFile, randomBytes(32).toString('hex'), { mode: 0o600 });
  const database = await startPostgres({ dataDir: folder });
  const store = await openDatabase(database.ownerUrl, undefined, 2);
  const secrets = { masterKeyFile: keyFile, signerFolder: environment.MLEG_SIGNER_FOLDER };
  const deps = await createDeps({ config, secrets, store, log: silentLog, now: realNow });
  const program = await createProgram({ deps, clock: { now: realNow() } }, { inject }, '54321');
  await store.close();
  await database.stop();
  return program;
}

const program = await createSchoolWithKey();
const under = (key: string): Record<string, string> => ({ 'idempotency-key': key });

/** Sends a request and kills the server while it works on it; then the program, which heard nothing, sends it again. */
async function killWithin<T>(send: () => Promise<T>, afterMs: number): Promise<T> {
  const lost = send().catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  await restart();
  await lost;
  return send();
}

test('kill -9 between and within all steps: nothing is lost, and never two IDs', async () => {
  const path = '/pupils/k-1';
  const email = 'rodzic@poczta.example';
  const guardians = [{ name: 'Marta Opiekuńcza', email, rights: 'full' }];
  await start();
  // What is refused is logged: here with a personal number, a name and an address in the wrong places.
  assert.equal((await program.call('PUT', `/pupils/${inventPesel(1)}`, inventPupil(1))).status, 422);
  assert.equal((await program.call('GET', '/pupils?q=Pr%C3%B3bna&surname=Pr%C3%B3bna')).status, 400);
  assert.equal((await program.call('PUT', path, { ...inventPupil(1), [email]: 'Próbna' })).status, 400);
  assert.equal((await program.call('PUT', path, { ...inventPupil(1), guardians })).status, 200);
  await restart();
  assert.equal((await program.call('PUT', `${path}/paper-id`, inventPaperId(1))).status, 200);

  const requestedBy = { name: 'Marta Opiekuńcza', email };
  const sendOrder = () => program.call('POST', '/orders', { pupil: 'k-1', requestedBy }, under('order'));
  const order = await killWithin(sendOrder, 3);
  assert.deepEqual([order.status, order.json['missing']], [201, ['portrait']]);
  const orderId = String(order.json['id']);
  await restart();

  const photo = Buffer.from(await drawFace(1));
  const sendPhoto = () => program.call('PUT', `${path}/portrait`, photo, { 'content-type': 'image/jpeg' });
  assert.equal((await killWithin(sendPhoto, 40)).status, 200);
  await restart();
  const approve = () =>
    program.call('POST', `/orders/${orderId}/decision`, { decision: 'approve' }, under('yes'));
  assert.equal((await killWithin(approve, 3)).json['state'], 'accepted');

  const sendOffer = () => program.call('POST', `${path}/offers`, {}, under('offer'));
  const offer = await killWithin(sendOffer, 5);
  assert.equal(offer.status, 201);
  await restart();
  assert.equal((await sendOffer()).text, offer.text, 'the same codes also after a kill');

  const handle = handleOf(String(offer.json['walletLink']));
  const txCode = String(offer.json['txCode']);
  const code = await codeOf(issuer, handle);
  await restart();
  assert.equal((await requestToken(issuer, code, txCode.replace(/.$/, 'x'))).status, 400);
  const token = await requestToken(issuer, code, txCode);
  assert.equal(token.status, 200, 'the code that was fetched before the kill still opens');
  const accessToken = String(token.json['access_token']);
  await restart();
  const keys = [makeKey(), makeKey()];
  const answer = await killWithin(() => requestCredential(issuer, accessToken, keys), 12);
  assert.equal(answer.status, 200);
  await restart();
  const again = await requestCredential(issuer, accessToken, keys);
  assert.deepEqual(statusIndexes(again), statusIndexes(answer), 'one ID, however often it is asked for');
  const [key = makeKey()] = keys;
  const [cwt = new Uint8Array()] = (await requestOffline(issuer, accessToken, key)).cwts;
  await restart();
  assert.equal(
    (await notify(issuer, accessToken, answer.json['notification_id'], 'credential_accepted')).status,
    204,
  );
  await restart();

  const read = await program.call('GET', path);
  assert.deepEqual(
    [read.json['activeMobileIds'], read.json['order']],
    [1, { ...(read.json['order'] as object), id: orderId, state: 'closed' }],
  );
  const first = await checkCode(issuer, await showCode(issuer, cwt, key));
  assert.deepEqual([first.verdict, first.reason], ['valid', 'ok']);
  const revoke = () => program.call('POST', `${path}/revocations`, { reason: 'data_error' }, under('revoke'));
  const revoked = await killWithin(revoke, 4);
  assert.deepEqual(
    (revoked.json['mobileIds'] as { state: string }[]).map((one) => one.state),
    ['revoked'],
  );
  const last = await checkCode(issuer, await showCode(issuer, cwt, key));
  assert.deepEqual([last.verdict, last.reason], ['invalid', 'revoked'], 'a fresh server publishes at once');
  for (const secret of [
    txCode,
    handle,
    code,
    accessToken,
    program.key,
    email,
    String(offer.json['lockCode']),
  ])
    assert.ok(!output.includes(secret), 'a code or token in the output');
});

test('the output of all these starts holds events, and no name, number or address', () => {
  assert.match(output, /"event":"refused"/);
  assert.match(output, /"event":"protocol_refused"/);
  for (const secret of ['Próbna', 'Zuzanna', 'Opiekuńcza', inventPesel(1), '1/2026', 'k-1', 'poczta.example'])
    assert.ok(!output.includes(secret), secret);
});
