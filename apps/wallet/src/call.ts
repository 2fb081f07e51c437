import { WalletError } from './wallet-error.ts';

const TIMEOUT_MS = 20_000;
const ANSWER_BYTES_MAX = 9_000_000;

/** An answer of another server, not yet believed. */
export type Answer = {
  readonly status: number;
  readonly text: string;
  readonly etag: string | undefined;
};

/** What to send. */
export type Call = {
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

/**
 * One call to an issuer or verifier: no cookies, no referrer, no redirects, an end to waiting.
 * @throws WalletError offline when there is no answer; server for one that is far too long
 */
export async function call(url: string, { method = 'GET', headers = {}, body }: Call = {}): Promise<Answer> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), TIMEOUT_MS);
  try {
    const response = await fetch(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      signal: controller.signal,
    });
    const text = await response.text();
    if (text.length > ANSWER_BYTES_MAX) throw new WalletError('server');
    return { status: response.status, text, etag: response.headers.get('etag') ?? undefined };
  } catch (cause) {
    if (cause instanceof WalletError) throw cause;
    throw new WalletError('offline', { cause });
  } finally {
    clearTimeout(timer);
  }
}

/** A POST with JSON. */
export function postJson(url: string, json: string, headers: Call['headers'] = {}): Promise<Answer> {
  return call(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: json,
  });
}
