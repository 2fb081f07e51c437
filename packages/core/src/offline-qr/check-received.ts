import type { P256PublicJwk, VerifyEs256 } from '../deps.ts';
import { encodeBase64url } from '../encoding/base64url.ts';
import { decodeCbor } from '../encoding/cbor.ts';
import { isSameKey } from '../encoding/jwk.ts';
import { DomainError } from '../errors.ts';
import type { TrustList } from '../trust/trust-list.ts';
import { parseOfflineCwt } from './offline-cwt.ts';

/**
 * What a wallet checks before it keeps an offline variant: signed by the issuer that was asked, for this device's key, and the
 * variant that it is called (whoever chooses a discount must not show a name).
 * @param received the bytes and the name they came under
 * @returns whether it is good
 */
export async function checkReceivedOffline(
  received: { readonly variant: string; readonly cwt: Uint8Array },
  asked: { readonly issuer: string; readonly holderKey: P256PublicJwk; readonly trustList: TrustList },
  deps: { readonly verifyEs256: VerifyEs256 },
): Promise<boolean> {
  try {
    const { kid, deviceKey, facts, signedBytes, signature } = parseOfflineCwt(
      decodeCbor(received.cwt),
      decodeCbor,
    );
    const found = asked.trustList.findByKid(encodeBase64url(kid));
    if (found?.operator.issuer !== asked.issuer) return false;
    if (facts.variant !== received.variant || !isSameKey(deviceKey, asked.holderKey)) return false;
    return await deps.verifyEs256(found.signer.key, signedBytes, signature);
  } catch (cause) {
    if (cause instanceof DomainError) return false;
    throw cause;
  }
}
