import { decodeBase64 } from '@mleg/core/encoding/base64url';
import { DomainError } from '@mleg/core/errors';
import { ProtocolError } from '@mleg/core/openid4vci/protocol-error';
import { createProfileQuery, schoolIdQueryId } from '@mleg/core/openid4vp/check-profiles';
import { createRequestObject } from '@mleg/core/openid4vp/request-object';
import { openVpResponse, type VpResponse } from '@mleg/core/openid4vp/response';
import { type CheckRow, findCheck, finishCheck, openCheck } from '../../store/checks.ts';
import {
  CHECK_ANSWER_SECONDS,
  type CheckDeps,
  type CheckResult,
  checkPaths,
  openCheckData,
  type PendingCheck,
  profileOf,
  sealCheckData,
} from './check-deps.ts';
import { clientIdOf } from './checks.ts';
import { evaluatePresentation } from './evaluate.ts';

/**
 * The signed request that a wallet fetches (OpenID4VP 1.0 5.10); notes that it was opened.
 * @param walletNonce what the wallet posted; echoed
 * @throws not_found where no answer is awaited any more
 */
export async function createRequest(
  deps: CheckDeps,
  id: string,
  walletNonce: string | undefined,
): Promise<string> {
  const nowAt = deps.now();
  const row = await openCheck(deps.store, id, nowAt - CHECK_ANSWER_SECONDS);
  const pending = row && pendingOf(deps, row);
  if (row === undefined || pending === undefined) throw new DomainError('not_found');
  const { kty, crv, x, y } = pending.key.privateJwk;
  const { verifier } = deps.signers;
  const content = {
    x5c: verifier.x5c.map(decodeBase64),
    clientId: clientIdOf(deps),
    clientName: deps.config.operatorName,
    responseUri: `${deps.config.origins.verifier}${checkPaths.responses}/${id}`,
    nonce: pending.nonce,
    state: pending.state,
    encryptionKey: { kty, crv, x, y },
    encryptionKid: pending.key.kid,
    dcqlQuery: createProfileQuery(profileOf(row)),
    issuedAt: nowAt,
    expiresAt: row.createdAt + CHECK_ANSWER_SECONDS,
    ...(walletNonce === undefined ? {} : { walletNonce }),
  };
  return createRequestObject(content, verifier.sign);
}

/**
 * Takes a wallet's answer, once (OpenID4VP 1.0 8.2). What cannot be opened leaves the check as it is: its address is known to
 * whoever saw the QR.
 * @param body form text
 * @throws ProtocolError invalid_request for an answer that is malformed, late, or the second one
 */
export async function takeResponse(deps: CheckDeps, id: string, body: string): Promise<void> {
  const createdAfterAt = deps.now() - CHECK_ANSWER_SECONDS;
  const row = await findCheck(deps.store, id, deps.now());
  const pending = row && pendingOf(deps, row);
  if (row === undefined || pending === undefined || row.createdAt <= createdAfterAt) throw notAwaited();
  const response = await openResponse(pending, body);
  const result = await resultOf(deps, row, pending, response);
  const state = result === null ? 'declined' : 'done';
  const dataSealed = sealCheckData(deps.vault, id, { result });
  // 14.1: one nonce, one answer; of two that come together the first counts.
  if (!(await finishCheck(deps.store, { id, state, dataSealed, createdAfterAt }))) throw notAwaited();
}

function pendingOf(deps: CheckDeps, row: CheckRow): PendingCheck | undefined {
  const data = openCheckData(deps.vault, row.id, row.dataSealed);
  return 'pending' in data ? data.pending : undefined;
}

async function openResponse(pending: PendingCheck, body: string): Promise<VpResponse> {
  const expected = { key: pending.key, state: pending.state, queryId: schoolIdQueryId };
  try {
    return await openVpResponse(body, expected);
  } catch (cause) {
    if (!(cause instanceof DomainError)) throw cause;
    throw new ProtocolError('invalid_request', 'the response is not what was asked for', { cause });
  }
}

/** A wallet that answers with an error shares nothing, whatever its reason. */
function resultOf(
  deps: CheckDeps,
  row: CheckRow,
  pending: PendingCheck,
  response: VpResponse,
): Promise<CheckResult | null> {
  if (response.kind === 'error') return Promise.resolve(null);
  return evaluatePresentation(deps, {
    presentation: response.presentation,
    profile: profileOf(row),
    clientId: clientIdOf(deps),
    nonce: pending.nonce,
  });
}

function notAwaited(): ProtocolError {
  return new ProtocolError('invalid_request', 'no response is awaited here');
}
