import { schoolIdVct } from '@mleg/core/credential/school-id';
import { encodeBase64url } from '@mleg/core/encoding/base64url';
import { encodeUtf8 } from '@mleg/core/encoding/bytes';
import { parseStrictJsonObject } from '@mleg/core/encoding/strict-json';
import { DomainError } from '@mleg/core/errors';
import type { CredentialOffer } from '@mleg/core/openid4vci/credential-offer';
import {
  isProtocolUrl,
  parseCredentialOffer,
  parseCredentialOfferUri,
} from '@mleg/core/openid4vci/credential-offer';
import type { IssuerMetadata } from '@mleg/core/openid4vci/issuer-metadata';
import {
  chooseAuthorizationServer,
  issuerPaths,
  parseAuthorizationServerMetadata,
  parseIssuerMetadata,
  wellKnownUrl,
} from '@mleg/core/openid4vci/issuer-metadata';
import type { TrustList, TrustOperator } from '@mleg/core/trust/trust-list';
import { sha256 } from '@mleg/core/web-crypto';
import { call, postJson } from '../call.ts';
import type { PendingReference } from '../store/records.ts';
import { WalletError, type WalletProblem } from '../wallet-error.ts';

type Rules = { readonly allowInsecureLocalhost: boolean };

/** An offer that was opened, with all that is needed to take it. */
export type OpenedOffer = {
  readonly reference: PendingReference;
  readonly offer: CredentialOffer;
  /** Who issues, as the trust list names it: what the metadata says of itself is not shown. */
  readonly operator: TrustOperator;
  readonly metadata: IssuerMetadata;
  readonly nonceEndpoint: string;
  readonly configurationId: string;
  readonly tokenEndpoint: string;
};

const closedProblems: Readonly<Record<string, WalletProblem>> = {
  used: 'offer_used',
  expired: 'offer_expired',
  locked: 'offer_locked',
  replaced: 'offer_replaced',
};

/** Core's refusals of a document as a problem that has a sentence. */
function reading<T>(problem: WalletProblem, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof DomainError) throw new WalletError(problem, { cause });
    throw cause;
  }
}

/**
 * Reads an offer's link, as `readPasted` found it in what was scanned, pasted or opened.
 * @throws WalletError not_an_offer
 */
export function readReference(link: string, rules: Rules): PendingReference {
  // The offer's own address, without a wallet's link around it.
  if (!/credential_offer(_uri)?=/.test(link) && isProtocolUrl(link, rules)) return { kind: 'uri', uri: link };
  return reading('not_an_offer', () => parseCredentialOfferUri(link, rules));
}

/** One offer's name in this phone's memory, from which nobody opens it. */
export function hashReference(reference: PendingReference): string {
  return encodeBase64url(sha256(encodeUtf8(JSON.stringify(reference))));
}

function problemOfClosedOffer(status: number, text: string): WalletProblem {
  if (status === 404) return 'offer_unknown';
  if (status === 429) return 'too_many_tries';
  if (status !== 410) return 'server';
  try {
    const { details } = parseStrictJsonObject(text);
    const state = (details as { state?: unknown } | undefined)?.state;
    return closedProblems[String(state)] ?? 'offer_used';
  } catch {
    return 'offer_used';
  }
}

async function fetchDocument(url: string): Promise<string> {
  const { status, text } = await call(url, { headers: { accept: 'application/json' } });
  if (status !== 200) throw new WalletError('server', { host: new URL(url).host });
  return text;
}

/**
 * OpenID4VCI 1.0 13.6.2: an activation code goes to no issuer that is on no list, so that it is not even asked for.
 * @throws WalletError untrusted_issuer
 */
function findOperator(trust: TrustList, issuer: string): TrustOperator {
  const operator = trust.findByIssuer(issuer);
  if (operator === undefined) throw new WalletError('untrusted_issuer', { host: new URL(issuer).host });
  return operator;
}

/**
 * Gets the offer's text; each time it carries a fresh pre-authorized code.
 * @throws WalletError offline, offer_… when it is closed
 */
async function fetchOffer(reference: PendingReference): Promise<string> {
  if (reference.kind === 'value') return reference.json;
  const { status, text } = await call(reference.uri, { headers: { accept: 'application/json' } });
  if (status !== 200) throw new WalletError(problemOfClosedOffer(status, text));
  return text;
}

/**
 * Opens an offer: its text, the issuer's metadata, the authorization server's (OpenID4VCI 1.0 4.1.3, 12.2, 12.3). An issuer
 * on no list is asked for nothing more.
 * @throws WalletError
 */
export async function openOffer(
  reference: PendingReference,
  rules: Rules,
  trust: TrustList,
): Promise<OpenedOffer> {
  const offerText = await fetchOffer(reference);
  const offer = reading('not_an_offer', () => parseCredentialOffer(offerText, rules));
  const { credentialIssuer } = offer;
  const operator = findOperator(trust, credentialIssuer);
  const metadataText = await fetchDocument(wellKnownUrl(credentialIssuer, 'openid-credential-issuer'));
  const metadata = reading('server', () => parseIssuerMetadata(metadataText, credentialIssuer, rules));
  const configurationId = offer.credentialConfigurationIds.find((id) => {
    const configuration = metadata.configurations.get(id);
    return configuration?.format === 'dc+sd-jwt' && configuration.vct === schoolIdVct;
  });
  if (configurationId === undefined || metadata.nonceEndpoint === undefined)
    throw new WalletError('other_kind');
  const server = reading('not_an_offer', () =>
    chooseAuthorizationServer(metadata, offer.authorizationServer),
  );
  const serverText = await fetchDocument(wellKnownUrl(server, 'oauth-authorization-server'));
  const { tokenEndpoint } = reading('server', () =>
    parseAuthorizationServerMetadata(serverText, server, rules),
  );
  return {
    reference,
    offer,
    operator,
    metadata,
    nonceEndpoint: metadata.nonceEndpoint,
    configurationId,
    tokenEndpoint,
  };
}

/**
 * „Kod zamiast QR” to the address of its offer.
 * @param issuer the issuer's origin
 * @throws WalletError typed_code_wrong, too_many_tries, offline, untrusted_issuer
 */
export async function resolveTypedCode(
  issuer: string,
  code: string,
  rules: Rules,
  trust: TrustList,
): Promise<PendingReference> {
  findOperator(trust, issuer);
  const { status, text } = await postJson(`${issuer}${issuerPaths.typedCodes}`, JSON.stringify({ code }));
  if (status === 429) throw new WalletError('too_many_tries');
  if (status === 410) throw new WalletError(problemOfClosedOffer(status, text));
  if (status >= 500) throw new WalletError('server');
  if (status !== 200) throw new WalletError('typed_code_wrong');
  const uri = reading('server', () => parseStrictJsonObject(text)['credential_offer_uri']);
  if (typeof uri !== 'string' || !isProtocolUrl(uri, rules)) throw new WalletError('server');
  return { kind: 'uri', uri };
}
