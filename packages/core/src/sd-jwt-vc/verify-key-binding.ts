import type { P256PublicJwk, Sha256, VerifyEs256 } from '../deps.ts';
import { parseP256Jwk } from '../encoding/jwk.ts';
import { isNumericDate, parseJwt } from '../encoding/jwt.ts';
import type { JsonObject } from '../encoding/strict-json.ts';
import { isJsonObject } from '../encoding/strict-json.ts';
import { digestText } from './disclosure.ts';
import type { SplitSdJwt } from './parse-sd-jwt-vc.ts';
import { keyBindingTyp } from './present-sd-jwt-vc.ts';
import { refuseUnless, SdJwtRefusal } from './sd-jwt-reason.ts';

/** What a verifier demands of the holder's proof. */
export type KeyBindingDemand = {
  /** The verifier's client id with its prefix. */
  readonly aud: string;
  readonly nonce: string;
  /** Oldest proof taken; 300 unless told otherwise (design.md 6). */
  readonly ageSecondsMax?: number;
};

const ageSecondsMaxDefault = 300;
/** Two clocks never agree; the same window as an issuer's (docs/online-check.md). */
const aheadSecondsMax = 60;

/**
 * The key in `cnf` (RFC 7800 3.2).
 * @throws SdJwtRefusal
 */
export function readHolderKey(claims: JsonObject): P256PublicJwk {
  const { cnf } = claims;
  const { jwk } = isJsonObject(cnf) ? cnf : {};
  return refuseUnless(() => parseP256Jwk(jwk), 'key_binding_key');
}

/**
 * Whether a proof that is else in order is too old or from the future.
 * @param iat when it was made, and
 * @param nowAt when it is checked, epoch seconds
 */
export function findKeyBindingTimeReason(
  iat: number,
  demand: KeyBindingDemand,
  nowAt: number,
): 'key_binding_stale' | 'key_binding_ahead' | undefined {
  if (nowAt - iat > (demand.ageSecondsMax ?? ageSecondsMaxDefault)) return 'key_binding_stale';
  return iat - nowAt > aheadSecondsMax ? 'key_binding_ahead' : undefined;
}

/**
 * RFC 9901 7.3: the proof is of the right type, by the key in `cnf`, for this verifier and nonce, over exactly what was
 * presented. Its time is for `findKeyBindingTimeReason`.
 * @returns when the proof was made, epoch seconds
 * @throws SdJwtRefusal
 */
export async function verifyKeyBinding(
  split: SplitSdJwt,
  holderKey: P256PublicJwk,
  demand: KeyBindingDemand,
  deps: { readonly sha256: Sha256; readonly verifyEs256: VerifyEs256 },
): Promise<number> {
  const { keyBindingJwtText } = split;
  if (keyBindingJwtText === undefined) throw new SdJwtRefusal('key_binding_missing');
  const jwt = refuseUnless(() => parseJwt(keyBindingJwtText, 8192), 'key_binding_malformed');
  const { typ, alg } = jwt.header;
  if (typ !== keyBindingTyp) throw new SdJwtRefusal('key_binding_typ');
  if (alg !== 'ES256') throw new SdJwtRefusal('key_binding_alg');
  const { iat, aud, nonce, sd_hash: sdHash } = jwt.payload;
  if (!isNumericDate(iat) || typeof sdHash !== 'string') throw new SdJwtRefusal('key_binding_malformed');
  if (aud !== demand.aud) throw new SdJwtRefusal('key_binding_audience');
  if (nonce !== demand.nonce) throw new SdJwtRefusal('key_binding_nonce');
  if (sdHash !== digestText(split.sdJwt, deps.sha256)) throw new SdJwtRefusal('key_binding_hash');
  if (!(await deps.verifyEs256(holderKey, jwt.signedBytes, jwt.signature))) {
    throw new SdJwtRefusal('key_binding_signature');
  }
  return iat;
}
