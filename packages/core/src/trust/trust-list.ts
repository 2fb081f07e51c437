import type { P256PublicJwk } from '../deps.ts';

/** One signing key of an operator, for codes that carry a key id and no certificate. */
export type TrustSigner = {
  /** First 8 bytes of the key's JWK thumbprint, base64url (`kidOf`). */
  readonly kid: string;
  readonly key: P256PublicJwk;
  /** Epoch seconds; signatures are believed until then. */
  readonly notAfterAt: number;
};

/** One operator: who may issue, by which anchor, for which schools. */
export type TrustOperator = {
  /** Credential issuer identifier (a URL without a trailing slash). */
  readonly issuer: string;
  readonly name: string;
  /** DER of the certification authority's certificate. */
  readonly caCertificate: Uint8Array;
  readonly caKey: P256PublicJwk;
  /** What the addresses of this operator's status lists begin with, with the trailing slash. */
  readonly statusListBase: string;
  /** RSPO numbers (digits) of the schools it may speak for. */
  readonly rspo: readonly string[] | 'all';
  readonly isDemo: boolean;
  /** By whose authority, in the words a person reads (rules.md W6). */
  readonly authorityNote: string | undefined;
  readonly signers: readonly TrustSigner[];
};

/** What a trust list says. Times in epoch seconds. */
export type TrustListContent = {
  /** Who keeps the list. */
  readonly iss: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** Grows with every change; a verifier never goes back to a smaller one. */
  readonly sequence: number;
  readonly operators: readonly TrustOperator[];
};

/** A trust list with its operators in reach. */
export type TrustList = TrustListContent & {
  /** @param issuer the credential issuer identifier */
  readonly findByIssuer: (issuer: string) => TrustOperator | undefined;
  /** @param kid base64url of the 8 bytes */
  readonly findByKid: (
    kid: string,
  ) => { readonly operator: TrustOperator; readonly signer: TrustSigner } | undefined;
};

/** Puts the look-ups on a list's content; where two entries say the same issuer or kid, neither is found. */
export function indexTrustList(content: TrustListContent): TrustList {
  const byIssuer = new Map<string, TrustOperator | undefined>();
  const byKid = new Map<string, { operator: TrustOperator; signer: TrustSigner } | undefined>();
  for (const operator of content.operators) {
    byIssuer.set(operator.issuer, byIssuer.has(operator.issuer) ? undefined : operator);
    for (const signer of operator.signers) {
      byKid.set(signer.kid, byKid.has(signer.kid) ? undefined : { operator, signer });
    }
  }
  return {
    ...content,
    findByIssuer: (issuer) => byIssuer.get(issuer),
    findByKid: (kid) => byKid.get(kid),
  };
}

/** Whether the operator may speak for the school; a school that is not disclosed is not covered (design.md 5). */
export function isSchoolCovered(operator: TrustOperator, rspo: string | undefined): boolean {
  if (rspo === undefined || !/^\d{1,10}$/.test(rspo)) return false;
  return operator.rspo === 'all' || operator.rspo.includes(rspo);
}

/** Whether a status list's address lies under the operator's base: another operator's list says nothing about its cards. */
export function isStatusListOf(operator: TrustOperator, uri: string): boolean {
  const rest = uri.startsWith(operator.statusListBase) ? uri.slice(operator.statusListBase.length) : '';
  return /^[A-Za-z0-9_-]{1,64}$/.test(rest);
}

/** Whether `next` may take the place of `held`: never backwards. */
export function isTrustListNewer(
  held: Pick<TrustListContent, 'sequence' | 'issuedAt'> | undefined,
  next: Pick<TrustListContent, 'sequence' | 'issuedAt'>,
): boolean {
  if (held === undefined) return true;
  if (next.sequence !== held.sequence) return next.sequence > held.sequence;
  return next.issuedAt >= held.issuedAt;
}
