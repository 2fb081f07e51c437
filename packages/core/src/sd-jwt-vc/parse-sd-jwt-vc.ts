import type { ParsedJwt } from '../encoding/jwt.ts';
import { parseJwt } from '../encoding/jwt.ts';
import { DomainError } from '../errors.ts';
import type { Disclosure } from './disclosure.ts';
import { parseDisclosure } from './disclosure.ts';

/** A compact SD-JWT, with or without key binding, parsed and not yet verified. */
export type ParsedSdJwtVc = {
  /** The issuer-signed JWT as it travels. */
  readonly issuerJwtText: string;
  readonly issuerJwt: ParsedJwt;
  readonly disclosures: readonly Disclosure[];
  /** Everything up to and with the last tilde: what `sd_hash` is over (RFC 9901 4.3.1). */
  readonly sdJwt: string;
  /** The key binding JWT; undefined when the text ends in a tilde. */
  readonly keyBindingJwtText: string | undefined;
};

/** A whole presentation, with a portrait inside. */
export const sdJwtLengthMax = 262_144;
const disclosuresMax = 128;

/** The parts of the text between the tildes (RFC 9901 4): issuer JWT, disclosures, key binding JWT or nothing. */
export type SplitSdJwt = {
  readonly issuerJwtText: string;
  readonly disclosureTexts: readonly string[];
  readonly sdJwt: string;
  readonly keyBindingJwtText: string | undefined;
};

/**
 * Splits at the tildes; the last part is a key binding JWT unless it is empty.
 * @throws malformed
 */
export function splitSdJwt(text: string): SplitSdJwt {
  if (text.length > sdJwtLengthMax) throw new DomainError('malformed', { field: 'length' });
  const parts = text.split('~', disclosuresMax + 3);
  const [issuerJwtText = '', ...disclosureTexts] = parts;
  const last = disclosureTexts.pop();
  if (last === undefined || parts.length > disclosuresMax + 2) {
    throw new DomainError('malformed', { field: 'parts' });
  }
  const sdJwt = last === '' ? text : text.slice(0, -last.length);
  return { issuerJwtText, disclosureTexts, sdJwt, keyBindingJwtText: last === '' ? undefined : last };
}

/**
 * Parses without verifying: for a wallet that looks at its own credential.
 * @throws malformed
 */
export function parseSdJwtVc(text: string): ParsedSdJwtVc {
  const { disclosureTexts, ...split } = splitSdJwt(text);
  return {
    ...split,
    issuerJwt: parseJwt(split.issuerJwtText),
    disclosures: disclosureTexts.map(parseDisclosure),
  };
}
