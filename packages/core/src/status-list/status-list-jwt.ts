import type { SignEs256 } from '../deps.ts';
import { decodeBase64url, encodeBase64, encodeBase64url } from '../encoding/base64url.ts';
import { createJwt, encodeJwtPart, isNumericDate, parseJwt, parseX5c } from '../encoding/jwt.ts';
import type { JsonObject } from '../encoding/strict-json.ts';
import { isJsonObject } from '../encoding/strict-json.ts';
import { DomainError } from '../errors.ts';
import type {
  Deflate,
  StatusListContent,
  StatusListFacts,
  StatusListVerification,
  VerifyStatusListDeps,
  VerifyStatusListInput,
} from './status-list.ts';
import { checkFacts, statusTokenLengthMax } from './status-list.ts';

/** `typ` of the token (Token Status List 5.1); served as application/statuslist+jwt. */
export const statusListJwtTyp = 'statuslist+jwt';

/** Who signs a list: the certificate chain without the anchor, and the key id. */
export type StatusListSigner = {
  readonly x5c: readonly Uint8Array[];
  /** First 8 bytes of the key's JWK thumbprint. */
  readonly kid: Uint8Array;
  readonly sign: SignEs256;
};

/**
 * Signs a list as a JWT (Token Status List 5.1).
 * @param deps zlib
 */
export async function createStatusListJwt(
  content: StatusListContent,
  signer: StatusListSigner,
  deps: { readonly deflate: Deflate },
): Promise<string> {
  const header = encodeJwtPart({
    alg: 'ES256',
    typ: statusListJwtTyp,
    kid: encodeBase64url(signer.kid),
    ...(signer.x5c.length === 0 ? {} : { x5c: signer.x5c.map(encodeBase64) }),
  });
  const { bits, bytes } = content.statuses;
  const payload = {
    sub: content.uri,
    iat: content.issuedAt,
    exp: content.expiresAt,
    ttl: content.ttlSeconds,
    status_list: { bits, lst: encodeBase64url(await deps.deflate(bytes)) },
  };
  return await createJwt(header, payload, signer.sign);
}

function refuse(field: string): never {
  throw new DomainError('malformed', { field });
}

/** Token Status List 5.1. `exp` is only recommended there; a list without an end is of no use to a verifier without network. */
function readFacts(payload: JsonObject): StatusListFacts {
  const { sub, iat, exp, ttl, status_list: list } = payload;
  const { bits, lst } = isJsonObject(list) ? list : {};
  if (typeof sub !== 'string' || !isNumericDate(iat) || !isNumericDate(exp)) return refuse('claims');
  if (ttl !== undefined && (!isNumericDate(ttl) || ttl === 0)) return refuse('ttl');
  if (typeof bits !== 'number' || typeof lst !== 'string') return refuse('status_list');
  return { sub, issuedAt: iat, expiresAt: exp, ttlSeconds: ttl, bits, lst: decodeBase64url(lst) };
}

async function verify(
  input: VerifyStatusListInput<string>,
  deps: VerifyStatusListDeps,
): Promise<StatusListVerification> {
  const jwt = parseJwt(input.token, statusTokenLengthMax);
  const { typ, alg, kid, x5c } = jwt.header;
  if (typ !== statusListJwtTyp) return { ok: false, reason: 'typ' };
  if (alg !== 'ES256') return { ok: false, reason: 'alg' };
  const finding = await input.findKey({
    iss: input.iss,
    x5c: parseX5c(x5c),
    kid: typeof kid === 'string' ? kid : undefined,
    nowAt: input.nowAt,
  });
  if (!finding.ok) return { ok: false, reason: finding.reason };
  if (!(await deps.verifyEs256(finding.key, jwt.signedBytes, jwt.signature))) {
    return { ok: false, reason: 'signature' };
  }
  return await checkFacts(readFacts(jwt.payload), input, deps.inflate);
}

/**
 * Verifies a list in its JWT form (Token Status List 8.3).
 * @returns a value whatever the text is; throws only what a dependency throws
 */
export async function verifyStatusListJwt(
  input: VerifyStatusListInput<string>,
  deps: VerifyStatusListDeps,
): Promise<StatusListVerification> {
  try {
    return await verify(input, deps);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { ok: false, reason: 'malformed' };
  }
}
