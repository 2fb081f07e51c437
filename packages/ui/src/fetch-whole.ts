/** What a foreign server answered, all of it. */
export type WholeAnswer = {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array<ArrayBuffer>;
};

/** Bounds of one call. */
export type FetchBounds = { readonly timeoutMs: number; readonly bytesMax: number };

async function readBody(body: ReadableStream<Uint8Array> | null, bytesMax: number): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  const reader = body?.getReader();
  let length = 0;
  for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
    length += part.value.length;
    if (length > bytesMax) {
      await reader?.cancel().catch(() => undefined);
      throw new RangeError('the answer is too long');
    }
    chunks.push(part.value);
  }
  return chunks;
}

/**
 * One call to a server that is not our own: no cookies, no referrer, no redirects; head and body come within one time, and
 * the body is never longer than it may be, so that nobody can keep the page waiting or fill its memory.
 * @throws RangeError for a body that is too long; what `fetch` throws, also when the time is over
 */
export async function fetchWhole(url: string, init: RequestInit, bounds: FetchBounds): Promise<WholeAnswer> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), bounds.timeoutMs);
  try {
    const answer = await fetch(url, {
      ...init,
      credentials: 'omit',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      signal: controller.signal,
    });
    const chunks = await readBody(answer.body, bounds.bytesMax);
    const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const chunk of chunks) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    return { status: answer.status, headers: answer.headers, bytes };
  } finally {
    clearTimeout(timer);
    controller.abort();
  }
}
