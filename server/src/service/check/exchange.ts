import { decodeBase64 } from '@mleg/core/encoding/base64url';
import { DomainError } from '@mleg/core/errors';
import { ProtocolError } from '@mleg/core/openid4vci/protocol-error';
import { createProfileQuery, schoolIdQueryId } from '@mleg/core/openid4vp/check-profiles';
import { createRequestObject } from '@mleg/core/openid4vp/request-object';
import { openVpResponse, type VpResponse } from '@mleg/core/openid4vp/response';
import { randomBytes } from '../../keys/random.ts';
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
import { clientIdOf, hashResponseCode } from './checks.ts';
import { evaluatePresentation, optionalIdsOf } from './evaluate.ts';

/** The page to which a wallet on the same device returns. */
const SAME_DEVICE_PAGE = '/ask/done';
const RESPONSE_CODE_BYTES = 32;

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
 * @returns where the wallet sends the browser, for a check on the same device (8.2)
 * @throws ProtocolError invalid_request for an answer that is malformed, late, or the second one
 */
export async function takeResponse(deps: CheckDeps, id: string, body: string): Promise<string | undefined> {
  const createdAfterAt = deps.now() - CHECK_ANSWER_SECONDS;
  const row = await findCheck(deps.store, id, deps.now());
  const pending = row && pendingOf(deps, row);
  if (row === undefined || pending === undefined || row.createdAt <= createdAfterAt) throw notAwaited();
  const response = await openResponse(pending, row, body);
  const result = await resultOf(deps, row, pending, response);
  const state = result === null ? 'declined' : 'done';
  const responseCode = pending.isSameDevice
    ? randomBytes(RESPONSE_CODE_BYTES).toString('base64url')
    : undefined;
  const kept = responseCode === undefined ? {} : { responseCode: hashResponseCode(responseCode) };
  const dataSealed = sealCheckData(deps.vault, id, { result, ...kept });
  // 14.1: one nonce, one answer; of two that come together the first counts.
  if (!(await finishCheck(deps.store, { id, state, dataSealed, createdAfterAt }))) throw notAwaited();
  // Behind `#`: no server's log and no referrer carries it.
  return responseCode && `${deps.config.origins.verifier}${SAME_DEVICE_PAGE}#response_code=${responseCode}`;
}

function pendingOf(deps: CheckDeps, row: CheckRow): PendingCheck | undefined {
  const data = openCheckData(deps.vault, row.id, row.dataSealed);
  return 'pending' in data ? data.pending : undefined;
}

async function openResponse(pending: PendingCheck, row: CheckRow, body: string): Promise<VpResponse> {
  const { key, state } = pending;
  const expected = { key, state, queryId: schoolIdQueryId, optionalIds: optionalIdsOf(profileOf(row)) };
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
    optional: response.optional,
    profile: profileOf(row),
    clientId: clientIdOf(deps),
    nonce: pending.nonce,
  });
}

function notAwaited(): ProtocolError {
  return new ProtocolError('invalid_request', 'no response is awaited here');
}
