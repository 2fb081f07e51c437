import { decodeBase64 } from '@mleg/core/encoding/base64url';
import { encodeSdJwtVcHeader } from '@mleg/core/sd-jwt-vc/create-sd-jwt-vc';
import type { AppDeps } from '../../app-deps.ts';
import { createStatusIndex } from '../status/status-index.ts';
import type { IssuingDeps } from './protocol.ts';

/** The issuing protocol's part of the server, with what is computed once. */
export function issuingDeps(deps: AppDeps): IssuingDeps {
  const { x5c, kid } = deps.signers.issuer;
  return {
    store: deps.store,
    vault: deps.vault,
    signers: deps.signers,
    statusIndexOf: createStatusIndex(deps.vault),
    encodedHeader: encodeSdJwtVcHeader(x5c.map(decodeBase64), kid),
    config: deps.config,
    now: deps.now,
  };
}
