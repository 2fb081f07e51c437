import type { P256PublicJwk, Sha256, SignEs256 } from '../deps.ts';
import { encodeBase64, encodeBase64url } from '../encoding/base64url.ts';
import { createJwt } from '../encoding/jwt.ts';

/** `typ` of a signed request (RFC 9101 4); served as application/oauth-authz-req+jwt. */
export const requestObjectTyp = 'oauth-authz-req+jwt';
/** `aud` where the verifier does not know the wallet (OpenID4VP 1.0 5.8). */
export const selfIssuedAudience = 'https://self-issued.me/v2';
/** Content encryption that we take (HAIP 1.0 5: both). */
export const responseEncValues = ['A256GCM', 'A128GCM'] as const;
export type ResponseEnc = (typeof responseEncValues)[number];
/** The key agreement of HAIP 1.0 5. */
export const responseAlg = 'ECDH-ES';
/** The one response mode that we use: the answer goes to the verifier's server, encrypted. */
export const responseMode = 'direct_post.jwt';

const hashPrefix = 'x509_hash:';

/** The client id of a verifier with this certificate (OpenID4VP 1.0 5.9.3). @param leaf DER */
export function createClientId(leaf: Uint8Array, deps: { readonly sha256: Sha256 }): string {
  return hashPrefix + encodeBase64url(deps.sha256(leaf));
}

/** One request as the verifier makes it. Times in epoch seconds. */
export type RequestObjectContent = {
  /** DER, leaf first, without the anchor (HAIP 1.0 5). */
  readonly x5c: readonly Uint8Array[];
  readonly clientId: string;
  readonly clientName: string;
  readonly responseUri: string;
  /** Fresh for each request, at least 128 bits (5.2). */
  readonly nonce: string;
  readonly state: string;
  /** The public half of the request's own key, and its id. */
  readonly encryptionKey: P256PublicJwk;
  readonly encryptionKid: string;
  readonly dcqlQuery: Readonly<Record<string, unknown>>;
  /** What a wallet posted with its question (5.10); echoed. */
  readonly walletNonce?: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
};

function createClientMetadata(content: RequestObjectContent): Record<string, unknown> {
  const { kty, crv, x, y } = content.encryptionKey;
  return {
    client_name: content.clientName,
    jwks: { keys: [{ kty, crv, x, y, use: 'enc', alg: responseAlg, kid: content.encryptionKid }] },
    encrypted_response_enc_values_supported: responseEncValues,
    vp_formats_supported: {
      'dc+sd-jwt': { 'sd-jwt_alg_values': ['ES256'], 'kb-jwt_alg_values': ['ES256'] },
    },
  };
}

/**
 * Signs an authorization request (OpenID4VP 1.0 5; RFC 9101).
 * @param sign by the key of the leaf
 */
export function createRequestObject(content: RequestObjectContent, sign: SignEs256): Promise<string> {
  const { walletNonce } = content;
  return createJwt(
    { alg: 'ES256', typ: requestObjectTyp, x5c: content.x5c.map(encodeBase64) },
    {
      aud: selfIssuedAudience,
      client_id: content.clientId,
      response_type: 'vp_token',
      response_mode: responseMode,
      response_uri: content.responseUri,
      nonce: content.nonce,
      state: content.state,
      dcql_query: content.dcqlQuery,
      client_metadata: createClientMetadata(content),
      ...(walletNonce === undefined ? {} : { wallet_nonce: walletNonce }),
      iat: content.issuedAt,
      exp: content.expiresAt,
    },
    sign,
  );
}
