/** What the build puts into a service worker: a version that changes with any file, and the files. */
export type FaceFiles = { readonly version: string; readonly files: readonly string[] };

type WorkerScope = {
  readonly skipWaiting: () => Promise<void>;
  readonly clients: { claim(): Promise<void> };
  addEventListener(type: string, listener: (event: WorkerEvent) => void): void;
};
type WorkerEvent = {
  waitUntil(work: Promise<unknown>): void;
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
};

const PREFIX = 'face-';

/**
 * Keeps the whole face in the browser: every file at installation (all or nothing), answers from there, and only our
 * own origin's GET requests for those files and for pages. API calls and other origins are not touched.
 */
export function keepFilesOffline(scope: unknown, { version, files }: FaceFiles): void {
  const worker = scope as WorkerScope;
  const name = `${PREFIX}${version}`;
  const known = new Set(files);
  worker.addEventListener('install', (event) =>
    event.waitUntil(fill(name, files).then(worker.skipWaiting.bind(worker))),
  );
  worker.addEventListener('activate', (event) =>
    event.waitUntil(drop(name).then(() => worker.clients.claim())),
  );
  worker.addEventListener('fetch', (event) => {
    const url = new URL(event.request.url);
    if (event.request.method !== 'GET' || url.origin !== location.origin) return;
    if (event.request.mode === 'navigate') event.respondWith(page(name, event.request));
    else if (known.has(url.pathname)) event.respondWith(kept(name, url.pathname, event.request));
    else if (url.pathname === '/config.json') event.respondWith(freshOrKept(name, event.request));
  });
}

async function fill(name: string, files: readonly string[]): Promise<void> {
  const cache = await caches.open(name);
  // `reload` passes the browser's own cache by: an old page with new files would be a broken face.
  await cache.addAll([...files, '/config.json'].map((file) => new Request(file, { cache: 'reload' })));
}

async function drop(current: string): Promise<void> {
  for (const name of await caches.keys()) {
    if (name.startsWith(PREFIX) && name !== current) await caches.delete(name);
  }
}

async function kept(name: string, path: string, request: Request): Promise<Response> {
  const cache = await caches.open(name);
  return (await cache.match(path)) ?? fetch(request);
}

function page(name: string, request: Request): Promise<Response> {
  return kept(name, '/index.html', request);
}

async function freshOrKept(name: string, request: Request): Promise<Response> {
  const cache = await caches.open(name);
  try {
    const answer = await fetch(request);
    if (answer.ok) await cache.put('/config.json', answer.clone());
    return answer;
  } catch {
    return (await cache.match('/config.json')) ?? Response.error();
  }
}
