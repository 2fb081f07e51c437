/** Response headers that every answer of a face carries. */

export type FaceName = 'school' | 'wallet' | 'verifier' | 'panel';

/**
 * @param connect origins the pages may call besides their own (`https:` for a wallet that takes foreign issuers)
 * @param styles hashes of the styles within the page
 * @param secure whether the origin is https
 */
export function pageHeaders(options: {
  face: FaceName;
  connect: readonly string[];
  styles?: readonly string[];
  secure: boolean;
}): Record<string, string> {
  const { face, connect, styles = [], secure } = options;
  const camera = face === 'wallet' || face === 'verifier' ? 'camera=(self)' : 'camera=()';
  return {
    'content-security-policy': [
      "default-src 'none'",
      "script-src 'self'",
      `style-src ${["'self'", ...styles].join(' ')}`,
      "img-src 'self' blob: data:",
      "font-src 'self'",
      "media-src 'self' blob:",
      `connect-src ${["'self'", ...connect].join(' ')}`,
      "manifest-src 'self'",
      "worker-src 'self'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      'trusted-types mleg',
    ].join('; '),
    'permissions-policy': `${camera}, geolocation=(), microphone=(), payment=(), usb=()`,
    'cross-origin-opener-policy': 'same-origin',
    'origin-agent-cluster': '?1',
    ...apiHeaders(secure),
  };
}

/** Headers of JSON and files: nothing may frame, sniff or cache them. */
export function apiHeaders(secure: boolean): Record<string, string> {
  return {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    ...(secure ? { 'strict-transport-security': 'max-age=63072000; includeSubDomains' } : {}),
  };
}

/** CORS of the protocol endpoints: any wallet or verifier in a browser, never with credentials. */
export const PROTOCOL_CORS: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'DPoP-Nonce, WWW-Authenticate, ETag',
  'cross-origin-resource-policy': 'cross-origin',
};
export const PROTOCOL_PREFLIGHT: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, POST, OPTIONS',
  'access-control-allow-headers': 'Authorization, Content-Type, DPoP, Accept, Accept-Language, If-None-Match',
  'access-control-max-age': '600',
};
