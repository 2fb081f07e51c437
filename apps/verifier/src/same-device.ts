import type { CheckCreated, CheckState } from '@mleg/contract/check';
import { callApi } from '@mleg/ui/call-api';

/**
 * A check whose holder answers on this very device (OpenID4VP 1.0 8.2, 13.3): the wallet sends the browser back with a response
 * code, and only who has both the secret that this browser keeps and that code sees the answer.
 */

type Pending = { readonly id: string; readonly secret: string; readonly expiresAt: number };

// Not of the tab: a wallet that is an app opens a new one.
const STORED_AS = 'mleg-verifier-same-device';

/** Remembers the check until the wallet comes back. @returns whether this browser can */
export function rememberCheck({ id, secret, expiresAt }: CheckCreated): boolean {
  try {
    const pending: Pending = { id, secret, expiresAt: Date.parse(expiresAt) };
    localStorage.setItem(STORED_AS, JSON.stringify(pending));
    return true;
  } catch {
    return false;
  }
}

function takePending(): Pending | undefined {
  try {
    const stored = JSON.parse(localStorage.getItem(STORED_AS) ?? 'null') as Pending | null;
    localStorage.removeItem(STORED_AS);
    return stored ?? undefined;
  } catch {
    return undefined;
  }
}

/** Reads the answer that belongs to the response code; undefined where this browser asked nothing. */
export async function readAnswer(responseCode: string): Promise<CheckState | undefined> {
  const pending = takePending();
  if (pending === undefined) return undefined;
  const headers = { authorization: `Bearer ${pending.secret}`, 'response-code': responseCode };
  const state = await callApi<CheckState>('GET', `/api/checks/${pending.id}`, undefined, headers);
  return state.state === 'done' || state.state === 'declined' ? state : undefined;
}
