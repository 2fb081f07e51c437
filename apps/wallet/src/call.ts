import { fetchWhole } from '@mleg/ui/fetch-whole';
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
  const init: RequestInit = { method, headers, ...(body === undefined ? {} : { body }), cache: 'no-store' };
  try {
    const answer = await fetchWhole(url, init, { timeoutMs: TIMEOUT_MS, bytesMax: ANSWER_BYTES_MAX });
    const text = new TextDecoder().decode(answer.bytes);
    return { status: answer.status, text, etag: answer.headers.get('etag') ?? undefined };
  } catch (cause) {
    throw new WalletError(cause instanceof RangeError ? 'server' : 'offline', { cause });
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
