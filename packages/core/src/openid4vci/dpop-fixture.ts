import type { P256PublicJwk, Sha256, SignEs256 } from '../deps.ts';
import { encodeBase64url } from '../encoding/base64url.ts';
import { encodeUtf8 } from '../encoding/bytes.ts';
import { createJwt } from '../encoding/jwt.ts';

/** Makes a wallet's DPoP proof (RFC 9449 4.2); ours sends none. @param claims `jti`: unique, at least 96 random bits; `issuedAt`: epoch seconds */
export function createDpopProof(
  key: P256PublicJwk,
  claims: {
    readonly method: string;
    /** Without query and fragment. */
    readonly url: string;
    readonly jti: string;
    readonly issuedAt: number;
    readonly accessToken?: string;
  },
  deps: { readonly sign: SignEs256; readonly sha256: Sha256 },
): Promise<string> {
  const { kty, crv, x, y } = key;
  const { accessToken } = claims;
  const bound =
    accessToken === undefined ? {} : { ath: encodeBase64url(deps.sha256(encodeUtf8(accessToken))) };
  return createJwt(
    { typ: 'dpop+jwt', alg: 'ES256', jwk: { kty, crv, x, y } },
    { htm: claims.method, htu: claims.url, jti: claims.jti, iat: claims.issuedAt, ...bound },
    deps.sign,
  );
}
