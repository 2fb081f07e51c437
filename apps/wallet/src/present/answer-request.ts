import type { DcqlMatch } from '@mleg/core/openid4vp/dcql';
import { matchDcql } from '@mleg/core/openid4vp/dcql';
import { readHeldClaims } from '@mleg/core/openid4vp/held-claims';
import type { OptionalAnswer } from '@mleg/core/openid4vp/optional-queries';
import { matchOptionalQueries } from '@mleg/core/openid4vp/optional-queries';
import type { VpAnswer } from '@mleg/core/openid4vp/response';
import { createVpErrorResponse, createVpResponse, readRedirectUri } from '@mleg/core/openid4vp/response';
import type { VerifiedRequest } from '@mleg/core/openid4vp/verify-request';
import { presentSdJwtVc } from '@mleg/core/sd-jwt-vc/present-sd-jwt-vc';
import { sha256, signWith } from '@mleg/core/web-crypto';
import { urlRules, type WalletConfig } from '../config.ts';
import type { CardCopy, CardRecord, HistoryRecord } from '../store/records.ts';
import { addHistory, changeCard } from '../store/store.ts';
import { WalletError } from '../wallet-error.ts';
import { postForm } from './open-request.ts';

/** The copy that answers, and what it would tell. */
export type Match = Extract<DcqlMatch, { ok: true }> & {
  readonly copy: CardCopy;
  /** Optional queries; their claims stand in `optional` too. */
  readonly queries: readonly OptionalAnswer[];
};

/** How an ID fits a request; the next copy in turn, so that two verifiers do not get the same one. Undefined: not at all. */
export function matchCard(request: VerifiedRequest, card: CardRecord): Match | undefined {
  const { copies, nextCopy } = card;
  for (let tried = 0; tried < copies.length; tried += 1) {
    const copy = copies[(nextCopy + tried) % copies.length];
    if (copy === undefined) continue;
    const held = readHeldClaims(copy.sdJwtVc, { sha256 });
    const match = matchDcql(request.query, held);
    if (!match.ok) continue;
    const queries = matchOptionalQueries(request.query, match, held);
    const optional = [...new Set([...match.optional, ...queries.flatMap(({ added }) => added)])];
    return { ...match, optional, copy, queries };
  }
  return undefined;
}

/** Who asked, as the screen and the history name them. */
export function verifierName(request: VerifiedRequest): string {
  return request.verifier.name ?? request.verifier.host;
}

async function remember(
  request: VerifiedRequest,
  claims: readonly string[],
  outcome: HistoryRecord['outcome'],
): Promise<void> {
  const at = Math.floor(Date.now() / 1000);
  const line = { id: crypto.randomUUID(), at, verifier: verifierName(request), purpose: undefined };
  // The history is a service to the holder: where it cannot be written, the answer still goes its way.
  await addHistory({ ...line, claims, outcome }).catch(() => undefined);
}

/** One presentation for each query that the holder's choice answers, all of the same copy. */
async function createAnswers(
  request: VerifiedRequest,
  match: Match,
  disclose: readonly string[],
): Promise<VpAnswer[]> {
  const given = match.queries.filter(({ added }) => added.every((name) => disclose.includes(name)));
  const apart = given.flatMap(({ added }) => added);
  const main = { queryId: match.queryId, disclose: disclose.filter((name) => !apart.includes(name)) };
  const sign = signWith(match.copy.key.privateKey);
  const common = { sdJwtVc: match.copy.sdJwtVc, aud: request.clientId, nonce: request.nonce };
  return Promise.all(
    [main, ...given].map(async (one) => ({
      queryId: one.queryId,
      presentation: await presentSdJwtVc(
        { ...common, disclose: one.disclose, nowAt: Date.now() / 1000 },
        { sha256, sign },
      ),
    })),
  );
}

/**
 * Sends the chosen claims, encrypted for the verifier alone, and writes the history.
 * @returns where the verifier sends the browser, if anywhere
 * @throws WalletError offline, verifier_refused
 */
export async function share(
  input: {
    readonly request: VerifiedRequest;
    readonly card: CardRecord;
    readonly match: Match;
    readonly disclose: readonly string[];
  },
  config: WalletConfig,
): Promise<string | undefined> {
  const { request, card, match, disclose } = input;
  const body = await createVpResponse(request, await createAnswers(request, match, disclose));
  // Used from the moment it may have left, whether or not an answer comes back.
  await changeCard(card.id, (held) => ({ ...held, nextCopy: (held.nextCopy + 1) % held.copies.length }));
  try {
    const { status, text } = await postForm(request.responseUri, body);
    if (status !== 200) throw new WalletError('verifier_refused');
    await remember(request, disclose, 'shared');
    return readRedirectUri(text, request, urlRules(config));
  } catch (cause) {
    await remember(request, disclose, 'failed');
    throw cause;
  }
}

/** Tells the verifier that nothing is shared, and no more than that. */
export async function decline(request: VerifiedRequest): Promise<void> {
  await remember(request, [], 'declined');
  const body = createVpErrorResponse(request.state, 'access_denied');
  await postForm(request.responseUri, body).catch(() => undefined);
}
