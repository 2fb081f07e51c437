import { fetchWhole } from '@mleg/ui/fetch-whole';
import { WalletError, type WalletProblem } from './wallet-error.ts';

const TIMEOUT_MS = 20_000;
const PROBE_MS = 5_000;
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
  /** Longest answer that is read. */
  readonly bytesMax?: number;
};

/** Whether a server answers at all; what it says is not looked at. */
async function answers(url: string, mode: 'no-cors' | 'same-origin'): Promise<boolean> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), PROBE_MS);
  try {
    const init = {
      method: 'HEAD',
      cache: 'no-store',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
    } as const;
    await fetch(url, { ...init, mode, signal: controller.signal });
    return true;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

/** Origins whose answers this page has read: there a call without an answer is a broken connection, not a forbidden one. */
const readable = new Set<string>();

/**
 * Why there was no answer. A browser does not tell an unreachable server from one whose page rules forbid this app to read
 * (CORS); a question whose answer nobody reads tells them apart, and our own address tells whether there is a network.
 */
async function reasonOfSilence(url: string): Promise<WalletProblem> {
  if (!navigator.onLine) return 'offline';
  const { origin } = new URL(url);
  const mayBeForbidden = origin !== location.origin && !readable.has(origin);
  if (mayBeForbidden && (await answers(`${origin}/`, 'no-cors'))) return 'unreadable';
  return (await answers('/config.json', 'same-origin')) ? 'unreachable' : 'offline';
}

/**
 * One call to an issuer or verifier: no cookies, no referrer, no redirects, an end to waiting.
 * @throws WalletError offline, unreachable or unreadable when there is no answer; server for one that is far too long
 */
export async function call(
  url: string,
  { method = 'GET', headers = {}, body, bytesMax = ANSWER_BYTES_MAX }: Call = {},
): Promise<Answer> {
  const init: RequestInit = { method, headers, ...(body === undefined ? {} : { body }), cache: 'no-store' };
  try {
    const answer = await fetchWhole(url, init, { timeoutMs: TIMEOUT_MS, bytesMax });
    const text = new TextDecoder().decode(answer.bytes);
    readable.add(new URL(url).origin);
    return { status: answer.status, text, etag: answer.headers.get('etag') ?? undefined };
  } catch (cause) {
    if (cause instanceof RangeError) throw new WalletError('server', { cause });
    const isTimeout = cause instanceof DOMException && cause.name === 'AbortError';
    const problem = isTimeout && navigator.onLine ? 'unreachable' : await reasonOfSilence(url);
    throw new WalletError(problem, { cause, host: new URL(url).host });
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
