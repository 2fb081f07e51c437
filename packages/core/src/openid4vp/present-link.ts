import { DomainError } from '../errors.ts';
import { isProtocolUrl } from '../openid4vci/credential-offer.ts';

const linkLengthMax = 4_096;
const clientIdLengthMax = 512;

/** Where a request for data is fetched (OpenID4VP 1.0 5.10). */
export type PresentLink = {
  /** With its prefix; the request object must say the same (RFC 9101 5). */
  readonly clientId: string;
  readonly requestUri: string;
  readonly requestUriMethod: 'get' | 'post';
};

function encodeParameters(link: PresentLink): string {
  const { clientId, requestUri, requestUriMethod } = link;
  const pairs = [
    ['client_id', clientId],
    ['request_uri', requestUri],
    ['request_uri_method', requestUriMethod],
  ];
  return pairs.map(([name, value = '']) => `${name}=${encodeURIComponent(value)}`).join('&');
}

/** `openid4vp://?…` for other wallets. */
export function createPresentUri(link: PresentLink): string {
  return `openid4vp://?${encodeParameters(link)}`;
}

/** Our web wallet's link: what it carries stands behind `#`, so that no server sees it. */
export function createPresentLink(walletOrigin: string, link: PresentLink): string {
  return `${walletOrigin}/present#${encodeParameters(link)}`;
}

function refuse(field: string): never {
  throw new DomainError('malformed', { field });
}

/**
 * Reads what a QR, a link or a pasted line holds: `openid4vp://?…`, `haip-vp://?…`, or a web wallet's link with the same
 * parameters behind `#` or `?`. Other parameters are ignored: only what the signed request says counts (5.10).
 * @param options.allowInsecureLocalhost takes http on localhost, for a demonstration
 * @throws malformed, also for a request that is not by reference
 */
export function parsePresentLink(
  text: string,
  options: { readonly allowInsecureLocalhost: boolean },
): PresentLink {
  const trimmed = text.trim();
  if (trimmed.length > linkLengthMax) refuse('link');
  const start = trimmed.search(/[?#]/);
  const isWebLink = /^https?:\/\/[^?#]*\/present$/i.test(trimmed.slice(0, start));
  if (start === -1 || !(isWebLink || /^(openid4vp|haip-vp):\/\//i.test(trimmed))) refuse('link');
  const parameters = new URLSearchParams(trimmed.slice(start + 1));
  const one = (name: string): string | undefined => {
    const values = parameters.getAll(name);
    return values.length > 1 ? refuse(name) : values[0];
  };
  const clientId = one('client_id') ?? '';
  const requestUri = one('request_uri') ?? '';
  // 5.10: case-sensitive; anything else is invalid_request_uri_method.
  const requestUriMethod = one('request_uri_method') ?? 'get';
  if (clientId === '' || clientId.length > clientIdLengthMax) refuse('client_id');
  if (!isProtocolUrl(requestUri, options)) refuse('request_uri');
  if (requestUriMethod !== 'get' && requestUriMethod !== 'post') refuse('request_uri_method');
  return { clientId, requestUri, requestUriMethod };
}
