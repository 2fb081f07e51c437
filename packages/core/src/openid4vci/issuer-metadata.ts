import { schoolIdVct } from '../credential/school-id.ts';
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseStrictJsonObject,
} from '../encoding/strict-json.ts';
import { DomainError } from '../errors.ts';
import { isProtocolUrl, preAuthorizedCodeGrant } from './credential-offer.ts';

/** A text in the three languages of the product. */
export type LocalisedText = { readonly pl: string; readonly en: string; readonly uk: string };

const locales = { pl: 'pl-PL', en: 'en-GB', uk: 'uk-UA' } as const;
const metadataLengthMax = 262_144;

/** Where the issuer's endpoints are, below its identifier. */
export const issuerPaths = {
  offers: '/oid4vci/offers',
  token: '/oid4vci/token',
  nonce: '/oid4vci/nonce',
  credential: '/oid4vci/credential',
  notification: '/oid4vci/notification',
  offlineCredential: '/oid4vci/offline-credential',
  typedCodes: '/oid4vci/typed-codes',
  /** Our own, beside the standard: an ID was removed from its phone (removal-proof.ts). */
  removals: '/oid4vci/removals',
} as const;

export type IssuerMetadataInput = {
  /** Credential issuer identifier: https, no query, no fragment (section 12.2.1). */
  readonly credentialIssuer: string;
  readonly name: LocalisedText;
  readonly credentialConfigurationId: string;
  readonly credentialName: LocalisedText;
  /** At least 2 (section 12.2.4). */
  readonly batchSize: number;
  /** Names of the claims as they stand in the credential, each with what a person calls it. */
  readonly claims: readonly { readonly name: string; readonly display: LocalisedText }[];
};

/** Credential issuer metadata (OpenID4VCI 1.0 section 12.2.4). */
export function createIssuerMetadata(input: IssuerMetadataInput): Record<string, unknown> {
  const at = (path: string): string => `${input.credentialIssuer}${path}`;
  return {
    credential_issuer: input.credentialIssuer,
    credential_endpoint: at(issuerPaths.credential),
    nonce_endpoint: at(issuerPaths.nonce),
    notification_endpoint: at(issuerPaths.notification),
    batch_credential_issuance: { batch_size: input.batchSize },
    display: displayOf(input.name),
    credential_configurations_supported: {
      [input.credentialConfigurationId]: {
        format: 'dc+sd-jwt',
        scope: input.credentialConfigurationId,
        vct: schoolIdVct,
        cryptographic_binding_methods_supported: ['jwk'],
        credential_signing_alg_values_supported: ['ES256'],
        proof_types_supported: { jwt: { proof_signing_alg_values_supported: ['ES256'] } },
        credential_metadata: {
          display: displayOf(input.credentialName),
          claims: input.claims.map((claim) => ({ path: [claim.name], display: displayOf(claim.display) })),
        },
      },
    },
  };
}

/** Authorization server metadata (RFC 8414, OpenID4VCI 1.0 section 12.3) of an issuer that is its own server. */
export function createAuthorizationServerMetadata(
  issuer: string,
  statusAggregationUri: string,
): Record<string, unknown> {
  return {
    issuer,
    token_endpoint: `${issuer}${issuerPaths.token}`,
    grant_types_supported: [preAuthorizedCodeGrant],
    response_types_supported: [],
    token_endpoint_auth_methods_supported: ['none'],
    'pre-authorized_grant_anonymous_access_supported': true,
    dpop_signing_alg_values_supported: ['ES256'],
    status_list_aggregation_endpoint: statusAggregationUri,
  };
}

function displayOf(text: LocalisedText): { name: string; locale: string }[] {
  return (['pl', 'en', 'uk'] as const).map((language) => ({
    name: text[language],
    locale: locales[language],
  }));
}

/** What a wallet needs of an issuer. */
export type IssuerMetadata = {
  readonly credentialIssuer: string;
  readonly credentialEndpoint: string;
  readonly nonceEndpoint: string | undefined;
  readonly notificationEndpoint: string | undefined;
  /** Where the authorization servers' metadata are; the issuer itself unless it names others. */
  readonly authorizationServers: readonly string[];
  readonly batchSize: number;
  readonly displayName: string | undefined;
  readonly configurations: ReadonlyMap<string, { readonly format: string; readonly vct: string | undefined }>;
};

/** Address of a well-known document: its path stands between host and issuer path (section 12.2.2, RFC 8414 3). */
export function wellKnownUrl(
  issuer: string,
  document: 'openid-credential-issuer' | 'oauth-authorization-server',
): string {
  const url = new URL(issuer);
  const path = url.pathname === '/' ? '' : url.pathname.replace(/\/$/, '');
  return `${url.origin}/.well-known/${document}${path}`;
}

/**
 * Reads issuer metadata.
 * @param expectedIssuer identifier by which it was fetched; another one in the document ends everything (12.2.2)
 * @throws malformed
 */
export function parseIssuerMetadata(
  json: string | Uint8Array,
  expectedIssuer: string,
  options: { readonly allowInsecureLocalhost: boolean },
): IssuerMetadata {
  const document = parseStrictJsonObject(json, { lengthMax: metadataLengthMax, depthMax: 16 });
  if (document['credential_issuer'] !== expectedIssuer) refuse('credential_issuer');
  const url = (name: string): string | undefined => {
    const value = document[name];
    if (value === undefined) return undefined;
    return typeof value === 'string' && isProtocolUrl(value, options) ? value : refuse(name);
  };
  const batch = document['batch_credential_issuance'];
  const batchSize = isJsonObject(batch) ? batch['batch_size'] : 1;
  return {
    credentialIssuer: expectedIssuer,
    credentialEndpoint: url('credential_endpoint') ?? refuse('credential_endpoint'),
    nonceEndpoint: url('nonce_endpoint'),
    notificationEndpoint: url('notification_endpoint'),
    authorizationServers: readServers(document['authorization_servers'], expectedIssuer, options),
    batchSize: typeof batchSize === 'number' && Number.isInteger(batchSize) && batchSize >= 1 ? batchSize : 1,
    displayName: firstDisplayName(document['display']),
    configurations: parseConfigurations(document['credential_configurations_supported']),
  };
}

/** Section 12.2.4: a list that is there is not empty, and every entry is an identifier. */
function readServers(
  value: JsonValue | undefined,
  issuer: string,
  options: { readonly allowInsecureLocalhost: boolean },
): readonly string[] {
  if (value === undefined) return [issuer];
  const servers = Array.isArray(value) ? (value as readonly JsonValue[]) : [];
  const urls = servers.filter((one): one is string => typeof one === 'string' && isProtocolUrl(one, options));
  if (urls.length === 0 || urls.length !== servers.length) return refuse('authorization_servers');
  return urls;
}

/**
 * Which authorization server gives the token: the one that the offer names, which the issuer must name too (4.1.1); else
 * the issuer's first.
 * @param named `authorization_server` of the offer's grant
 * @throws malformed where the offer names another
 */
export function chooseAuthorizationServer(metadata: IssuerMetadata, named: string | undefined): string {
  const { authorizationServers: servers, credentialIssuer } = metadata;
  if (named === undefined) return servers[0] ?? credentialIssuer;
  return servers.includes(named) ? named : refuse('authorization_server');
}

function parseConfigurations(value: JsonValue | undefined): IssuerMetadata['configurations'] {
  if (!isJsonObject(value)) return refuse('credential_configurations_supported');
  const found = new Map<string, { format: string; vct: string | undefined }>();
  for (const [id, configuration] of Object.entries(value)) {
    if (!isJsonObject(configuration) || typeof configuration['format'] !== 'string') continue;
    const vct = configuration['vct'];
    found.set(id, { format: configuration['format'], vct: typeof vct === 'string' ? vct : undefined });
  }
  return found;
}

function firstDisplayName(value: JsonValue | undefined): string | undefined {
  const [first] = Array.isArray(value) ? (value as readonly JsonValue[]) : [];
  const name = isJsonObject(first) ? (first as JsonObject)['name'] : undefined;
  return typeof name === 'string' ? name.slice(0, 200) : undefined;
}

/** Token endpoint of authorization server metadata. @throws malformed */
export function parseAuthorizationServerMetadata(
  json: string | Uint8Array,
  expectedIssuer: string,
  options: { readonly allowInsecureLocalhost: boolean },
): { readonly tokenEndpoint: string } {
  const document = parseStrictJsonObject(json, { lengthMax: metadataLengthMax, depthMax: 16 });
  if (document['issuer'] !== expectedIssuer) refuse('issuer');
  const endpoint = document['token_endpoint'];
  if (typeof endpoint !== 'string' || !isProtocolUrl(endpoint, options)) return refuse('token_endpoint');
  return { tokenEndpoint: endpoint };
}

function refuse(field: string): never {
  throw new DomainError('malformed', { field });
}
