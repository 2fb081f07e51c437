import { encodeBase64url } from '@mleg/core/encoding/base64url';
import { parseStrictJsonObject } from '@mleg/core/encoding/strict-json';
import { DomainError } from '@mleg/core/errors';
import { readPasted } from '@mleg/core/links/read-pasted';
import type { PresentLink } from '@mleg/core/openid4vp/present-link';
import { parsePresentLink } from '@mleg/core/openid4vp/present-link';
import { createVpErrorResponse } from '@mleg/core/openid4vp/response';
import type { VerifiedRequest } from '@mleg/core/openid4vp/verify-request';
import { verifyRequestObject } from '@mleg/core/openid4vp/verify-request';
import { sha256, verifyEs256 } from '@mleg/core/web-crypto';
import { type Answer, call, postJson } from '../call.ts';
import { isClockWrong } from '../clock.ts';
import { urlRules, type WalletConfig } from '../config.ts';
import { loadTrustList } from '../status/trust.ts';
import { WalletError } from '../wallet-error.ts';

const CODE_PATH = '/api/checks/codes';

/** A form posted to a verifier. */
export function postForm(url: string, body: string): Promise<Answer> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
  return call(url, { method: 'POST', headers, body });
}

function readLink(text: string, config: WalletConfig): PresentLink {
  try {
    const pasted = readPasted(text);
    return parsePresentLink(pasted?.kind === 'present' ? pasted.link : text, urlRules(config));
  } catch (cause) {
    if (cause instanceof DomainError) throw new WalletError('request_broken', { cause });
    throw cause;
  }
}

/** 5.10: with POST the wallet adds a nonce of its own, which the signed request must repeat. */
async function fetchRequest(link: PresentLink): Promise<{ text: string; walletNonce?: string }> {
  const isPost = link.requestUriMethod === 'post';
  const walletNonce = encodeBase64url(crypto.getRandomValues(new Uint8Array(16)));
  const answer = isPost
    ? await postForm(link.requestUri, new URLSearchParams({ wallet_nonce: walletNonce }).toString())
    : await call(link.requestUri, { headers: { accept: 'application/oauth-authz-req+jwt' } });
  if (answer.status === 404 || answer.status === 409 || answer.status === 410)
    throw new WalletError('request_expired');
  if (answer.status !== 200) throw new WalletError('server', { host: new URL(link.requestUri).host });
  return { text: answer.text, ...(isPost ? { walletNonce } : {}) };
}

/**
 * Fetches a request and checks it before a word of it is shown (OpenID4VP 1.0 5). A verifier that can be answered learns
 * why it is refused.
 * @param text link or QR
 * @throws WalletError request_broken, request_expired, offline, server
 */
export async function openRequest(text: string, config: WalletConfig): Promise<VerifiedRequest> {
  const link = readLink(text, config);
  const { text: jwt, ...nonce } = await fetchRequest(link);
  // Without a trust list nobody is known by name, and the screen says so.
  const trust = await loadTrustList(config).catch(() => undefined);
  const caKeys = trust?.operators.map(({ caKey }) => caKey) ?? [];
  const nowAt = Math.floor(Date.now() / 1000);
  const input = { clientId: link.clientId, caKeys, nowAt, ...urlRules(config), ...nonce };
  const check = await verifyRequestObject(jwt.trim(), input, { sha256, verifyEs256 });
  if (check.ok) return check;
  const isTime = check.reason === 'time' || check.reason === 'certificate_time';
  // The phone lives in another hour: the request may be right, and is not answered with a refusal.
  if (isTime && (await isClockWrong())) throw new WalletError('clock');
  if (check.responseUri !== undefined)
    await postForm(check.responseUri, createVpErrorResponse(check.state, check.error)).catch(() => undefined);
  throw new WalletError(check.reason === 'time' ? 'request_expired' : 'request_broken');
}

/**
 * The 6 digits that a checker names, to the link that stands in their QR.
 * @throws WalletError check_code_wrong, too_many_tries, offline, server
 */
export async function resolveCheckCode(code: string, config: WalletConfig): Promise<string> {
  const { status, text } = await postJson(`${config.origins.verifier}${CODE_PATH}`, JSON.stringify({ code }));
  if (status === 429) throw new WalletError('too_many_tries');
  if (status >= 500) throw new WalletError('server');
  if (status !== 200) throw new WalletError('check_code_wrong');
  const { request } = parseStrictJsonObject(text);
  if (typeof request !== 'string') throw new WalletError('server');
  return request;
}
