import { schoolIdVct } from '@mleg/core/credential/school-id';
import { disclosableClaimNames } from '@mleg/core/credential/school-id-claims';
import { BATCH_MAX, CREDENTIAL_CONFIGURATION_ID, type IssuingDeps } from '../../service/issuing/protocol.ts';
import { defineProtocolRoute, type ProtocolRoute } from '../kit/route.ts';
import { PRE_AUTHORIZED_GRANT } from './offers.ts';

const DISPLAY = [
  { name: 'mLegitymacja szkolna', locale: 'pl-PL' },
  { name: 'Mobile school ID', locale: 'en-GB' },
  { name: 'Мобільний учнівський квиток', locale: 'uk-UA' },
];

/** OpenID4VCI 1.0 section 12.2.4. */
function issuerMetadata(issuer: string, operatorName: string): object {
  return {
    credential_issuer: issuer,
    credential_endpoint: `${issuer}/oid4vci/credential`,
    nonce_endpoint: `${issuer}/oid4vci/nonce`,
    notification_endpoint: `${issuer}/oid4vci/notification`,
    batch_credential_issuance: { batch_size: BATCH_MAX },
    display: [{ name: operatorName, locale: 'pl-PL' }],
    credential_configurations_supported: {
      [CREDENTIAL_CONFIGURATION_ID]: {
        format: 'dc+sd-jwt',
        vct: schoolIdVct,
        scope: CREDENTIAL_CONFIGURATION_ID,
        cryptographic_binding_methods_supported: ['jwk'],
        credential_signing_alg_values_supported: ['ES256'],
        proof_types_supported: { jwt: { proof_signing_alg_values_supported: ['ES256'] } },
        credential_metadata: {
          display: DISPLAY,
          claims: disclosableClaimNames.map((name) => ({ path: [name] })),
        },
      },
    },
  };
}

/** RFC 8414 with OpenID4VCI 1.0 section 12.3. */
function authorizationServerMetadata(issuer: string): object {
  return {
    issuer,
    token_endpoint: `${issuer}/oid4vci/token`,
    grant_types_supported: [PRE_AUTHORIZED_GRANT],
    token_endpoint_auth_methods_supported: ['none'],
    'pre-authorized_grant_anonymous_access_supported': true,
    dpop_signing_alg_values_supported: ['ES256'],
  };
}

function documentRoute(url: string, document: object): ProtocolRoute {
  const text = JSON.stringify(document);
  return defineProtocolRoute({
    method: 'GET',
    url,
    handler: (_request, reply) =>
      reply
        .header('cache-control', 'public, max-age=300')
        .header('content-type', 'application/json')
        .header('content-language', 'pl, en, uk')
        .send(text),
  });
}

/** The two documents that a wallet reads first. */
export function metadataRoutes(deps: IssuingDeps & { config: { operatorName: string } }): ProtocolRoute[] {
  const issuer = deps.config.origins.school;
  return [
    documentRoute('/.well-known/openid-credential-issuer', issuerMetadata(issuer, deps.config.operatorName)),
    documentRoute('/.well-known/oauth-authorization-server', authorizationServerMetadata(issuer)),
  ];
}
