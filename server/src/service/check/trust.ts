import type { FindIssuerKey } from '@mleg/core/sd-jwt-vc/verify-sd-jwt-vc';
import { createIssuerKeyFinder } from '@mleg/core/trust/issuer-key';
import type { TrustList } from '@mleg/core/trust/trust-list';
import { parseTrustListJwt } from '@mleg/core/trust/trust-list-jwt';
import { verifyEs256 } from '../../keys/es256.ts';

/** Whom this verifier trusts right now. */
export type CurrentTrust = () => Promise<{ readonly trustList: TrustList; readonly findKey: FindIssuerKey }>;

/**
 * Reads the list that this server publishes itself, which is why its signature is not looked at.
 * @param currentTrustList the signed list; the same text again costs nothing
 */
export function createTrustReader(currentTrustList: () => Promise<string>): CurrentTrust {
  let held: { token: string; trust: Awaited<ReturnType<CurrentTrust>> } | undefined;
  return async () => {
    const token = await currentTrustList();
    if (held?.token !== token) {
      const trustList = parseTrustListJwt(token);
      held = { token, trust: { trustList, findKey: createIssuerKeyFinder(trustList, { verifyEs256 }) } };
    }
    return held.trust;
  };
}
