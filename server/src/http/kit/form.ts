import { OAuthError } from './oauth-error.ts';

const PARAMETERS_MAX = 32;

/**
 * Parses application/x-www-form-urlencoded, refusing a parameter that comes twice (RFC 6749 3.2: "MUST NOT be
 * included more than once"). Parameters without a value count as absent (the same section).
 * @throws OAuthError invalid_request
 */
export function parseForm(body: Buffer): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const seen = new Set<string>();
  for (const [name, value] of new URLSearchParams(body.toString('utf8'))) {
    if (seen.has(name)) throw new OAuthError('invalid_request', 'a parameter came twice');
    seen.add(name);
    if (seen.size > PARAMETERS_MAX) throw new OAuthError('invalid_request', 'too many parameters');
    if (value !== '') found.set(name, value);
  }
  return found;
}

/** The media type of a request without its parameters, in small letters. */
export function mediaType(header: string | undefined): string {
  return (header ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}
