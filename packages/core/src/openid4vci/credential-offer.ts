import { isJsonObject, type JsonObject, parseStrictJsonObject } from '../encoding/strict-json.ts';
import { DomainError } from '../errors.ts';

export const preAuthorizedCodeGrant = 'urn:ietf:params:oauth:grant-type:pre-authorized_code';
/** What other wallets register (OpenID4VCI 1.0 section 4.1 and 12.1). */
export const offerScheme = 'openid-credential-offer://';

const offerLengthMax = 16_384;
const uriLengthMax = 2_048;
const configurationsMax = 20;
const txCodeLengthMax = 20;

/** What the holder must type (section 4.1.1): its form only. */
export type TxCodeForm = {
  readonly inputMode: 'numeric' | 'text';
  readonly length: number | undefined;
  readonly description: string | undefined;
};

/** A credential offer with the pre-authorized code grant. */
export type CredentialOffer = {
  readonly credentialIssuer: string;
  readonly credentialConfigurationIds: readonly string[];
  readonly preAuthorizedCode: string;
  /** Undefined when no code is asked for. */
  readonly txCode: TxCodeForm | undefined;
  readonly authorizationServer: string | undefined;
};

/** The offer as it is sent (section 4.1.1); `tx_code` stands in it exactly when a code will be demanded. */
export function createCredentialOffer(offer: {
  readonly credentialIssuer: string;
  readonly credentialConfigurationIds: readonly string[];
  readonly preAuthorizedCode: string;
  readonly txCode?: { readonly length: number; readonly description?: string };
}): Record<string, unknown> {
  const { txCode } = offer;
  return {
    credential_issuer: offer.credentialIssuer,
    credential_configuration_ids: offer.credentialConfigurationIds,
    grants: {
      [preAuthorizedCodeGrant]: {
        'pre-authorized_code': offer.preAuthorizedCode,
        ...(txCode ? { tx_code: { input_mode: 'numeric', ...txCode } } : {}),
      },
    },
  };
}

/** `openid-credential-offer://?credential_offer_uri=…` for other wallets. */
export function createOfferUri(credentialOfferUri: string): string {
  return `${offerScheme}?credential_offer_uri=${encodeURIComponent(credentialOfferUri)}`;
}

/** Our web wallet's link: what it carries stands behind `#`, so that no server sees it. */
export function createWalletLink(walletOrigin: string, credentialOfferUri: string): string {
  return `${walletOrigin}/add#credential_offer_uri=${encodeURIComponent(credentialOfferUri)}`;
}

export type OfferReference =
  | { readonly kind: 'uri'; readonly uri: string }
  | { readonly kind: 'value'; readonly json: string };

/**
 * Reads what a QR, a link or a pasted line holds: `openid-credential-offer://?…`, `haip-vci://?…`, or a web wallet's
 * link with the same parameters behind `#` or `?`. Exactly one of `credential_offer` and `credential_offer_uri`
 * (section 4.1).
 * @param options.allowInsecureLocalhost takes http on localhost, for a demonstration
 * @throws malformed
 */
export function parseCredentialOfferUri(
  text: string,
  options: { readonly allowInsecureLocalhost: boolean },
): OfferReference {
  const trimmed = text.trim();
  if (trimmed.length > offerLengthMax) throw new DomainError('malformed', { field: 'offer' });
  const start = trimmed.search(/[?#]/);
  if (start === -1 || !/^(openid-credential-offer|haip-vci|https?):\/\//i.test(trimmed)) {
    throw new DomainError('malformed', { field: 'offer' });
  }
  const parameters = new URLSearchParams(trimmed.slice(start + 1));
  const uris = parameters.getAll('credential_offer_uri');
  const values = parameters.getAll('credential_offer');
  if (uris.length + values.length !== 1) throw new DomainError('malformed', { field: 'offer' });
  const [value] = values;
  if (value !== undefined) return { kind: 'value', json: value };
  const uri = uris[0] ?? '';
  if (!isProtocolUrl(uri, options)) throw new DomainError('malformed', { field: 'credential_offer_uri' });
  return { kind: 'uri', uri };
}

/** `URL.canParse` came to browsers in 2023; wallets run in older ones. */
function tryParseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/** Whether the text is an https URL without user or fragment; http only on localhost and only where allowed. */
export function isProtocolUrl(text: string, options: { readonly allowInsecureLocalhost: boolean }): boolean {
  const url = text.length > uriLengthMax ? undefined : tryParseUrl(text);
  if (url === undefined) return false;
  const insecure = options.allowInsecureLocalhost && url.protocol === 'http:' && url.hostname === 'localhost';
  return (url.protocol === 'https:' || insecure) && url.username === '' && url.hash === '';
}

/**
 * Reads an offer (section 4.1.1). Unknown members are ignored.
 * @param json the offer's text
 * @throws malformed; also where there is no pre-authorized code, because this wallet takes no other way
 */
export function parseCredentialOffer(
  json: string | Uint8Array,
  options: { readonly allowInsecureLocalhost: boolean },
): CredentialOffer {
  const offer = parseStrictJsonObject(json, { lengthMax: offerLengthMax, depthMax: 8 });
  const credentialIssuer = offer['credential_issuer'];
  const configurationIds = offer['credential_configuration_ids'];
  if (typeof credentialIssuer !== 'string' || !isProtocolUrl(credentialIssuer, options))
    refuse('credential_issuer');
  if (
    !Array.isArray(configurationIds) ||
    configurationIds.length === 0 ||
    configurationIds.length > configurationsMax
  ) {
    refuse('credential_configuration_ids');
  }
  const ids = configurationIds.filter((id): id is string => typeof id === 'string' && id !== '');
  if (ids.length !== configurationIds.length || new Set(ids).size !== ids.length)
    refuse('credential_configuration_ids');
  const grants = offer['grants'];
  const grant = isJsonObject(grants) ? grants[preAuthorizedCodeGrant] : undefined;
  if (!isJsonObject(grant)) refuse('grants');
  const code = grant['pre-authorized_code'];
  if (typeof code !== 'string' || code === '' || code.length > uriLengthMax) refuse('pre-authorized_code');
  const server = grant['authorization_server'];
  if (server !== undefined && typeof server !== 'string') refuse('authorization_server');
  return {
    credentialIssuer,
    credentialConfigurationIds: ids,
    preAuthorizedCode: code,
    txCode: parseTxCode(grant),
    authorizationServer: server,
  };
}

function parseTxCode(grant: JsonObject): TxCodeForm | undefined {
  const txCode = grant['tx_code'];
  if (txCode === undefined) return undefined;
  if (!isJsonObject(txCode)) refuse('tx_code');
  const { input_mode: inputMode = 'numeric', length, description } = txCode;
  if (inputMode !== 'numeric' && inputMode !== 'text') refuse('tx_code');
  if (
    length !== undefined &&
    !(typeof length === 'number' && Number.isInteger(length) && length > 0 && length <= txCodeLengthMax)
  ) {
    refuse('tx_code');
  }
  if (description !== undefined && (typeof description !== 'string' || description.length > 300))
    refuse('tx_code');
  return { inputMode, length, description };
}

function refuse(field: string): never {
  throw new DomainError('malformed', { field });
}
