import { generateKeyPairSync } from 'node:crypto';
import { decodeBase64url } from '@mleg/core/encoding/base64url';
import { jwkThumbprint } from '@mleg/core/encoding/jwk';
import { issuerPaths } from '@mleg/core/openid4vci/issuer-metadata';
import type { AppDeps } from '../app-deps.ts';
import { sha256 } from '../keys/es256.ts';
import { issueCredential, type VerifiedProofs } from '../service/issuing/issue-credential.ts';
import { issuingDeps } from '../service/issuing/issuing-deps.ts';
import { createNonce } from '../service/issuing/nonce.ts';
import { notify } from '../service/issuing/notify.ts';
import { openCredentialOffer } from '../service/issuing/open-offer.ts';
import { redeem } from '../service/issuing/redeem.ts';

/** As many copies as our wallet asks for. */
const BATCH = 10;

/**
 * A phone that nobody holds takes an ID by the steps of the issuing protocol; its keys are thrown away. What it leaves on the
 * server is what a real one leaves.
 * @throws Error when a step is refused
 */
export async function takeIntoDemoPhone(
  deps: AppDeps,
  offer: { readonly walletLink: string; readonly txCode: string },
): Promise<void> {
  const issuing = issuingDeps(deps);
  const handle = decodeURIComponent(offer.walletLink).split(`${issuerPaths.offers}/`)[1] ?? '';
  const { preAuthorizedCode } = await openCredentialOffer(issuing, handle);
  const token = await redeem(issuing, { preAuthorizedCode, txCode: offer.txCode, dpop: null });
  if (token.outcome !== 'ok') throw new Error(`a phone of the demo got no token: ${token.outcome}`);
  const { accessToken } = token;
  const proofs = {
    keys: Array.from({ length: BATCH }, newKey),
    nonces: [createNonce(deps.vault, deps.now())],
  };
  const issued = await issueCredential(issuing, { accessToken, dpop: null, proofs });
  if (issued.outcome !== 'ok') throw new Error(`a phone of the demo got no ID: ${issued.outcome}`);
  const { notificationId } = issued;
  await notify(issuing, { accessToken, dpop: null, notificationId, event: 'credential_accepted' });
}

function newKey(): VerifiedProofs['keys'][number] {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const jwk = { kty: 'EC', crv: 'P-256', x, y } as const;
  return { jwk, thumbprint: decodeBase64url(jwkThumbprint(jwk, sha256)) };
}
