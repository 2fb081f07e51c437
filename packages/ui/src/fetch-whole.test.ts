import assert from 'node:assert/strict';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { fetchWhole } from './fetch-whole.ts';

/** A server that means ill, by its path. */
const answers: Record<string, (response: ServerResponse) => void> = {
  '/good': (response) => response.setHeader('etag', '"1"').end('whole'),
  '/silent': () => undefined,
  '/stalls': (response) => response.writeHead(200).write('a'),
  '/endless': (response) => {
    const more = (): void => {
      while (!response.destroyed && response.write('x'.repeat(65_536)));
      if (!response.destroyed) response.once('drain', more);
    };
    more();
  },
  '/away': (response) => response.writeHead(302, { location: '/good' }).end(),
};
const server = createServer((request, response) => answers[request.url ?? '']?.(response));
await new Promise<void>((resolve) => {
  server.listen(0, '127.0.0.1', resolve);
});
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
after(() => {
  server.closeAllConnections();
  server.close();
});

const bounds = { timeoutMs: 300, bytesMax: 1000 };

test('an answer comes whole, with its status and headers', async () => {
  const { status, headers, bytes } = await fetchWhole(`${origin}/good`, {}, bounds);
  assert.deepEqual([status, headers.get('etag'), new TextDecoder().decode(bytes)], [200, '"1"', 'whole']);
});

test('a server that says nothing, or stops in the middle of its answer, is waited for no longer than told', async () => {
  for (const path of ['/silent', '/stalls']) {
    const startedAt = performance.now();
    await assert.rejects(fetchWhole(origin + path, {}, bounds), { name: 'AbortError' }, path);
    assert.ok(performance.now() - startedAt < 3000, path);
  }
});

test('an answer without end is cut off, and nobody is sent elsewhere', async () => {
  await assert.rejects(
    fetchWhole(`${origin}/endless`, {}, { timeoutMs: 10_000, bytesMax: 200_000 }),
    RangeError,
  );
  await assert.rejects(fetchWhole(`${origin}/away`, {}, bounds), TypeError);
});
