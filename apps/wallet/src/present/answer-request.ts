import type { HeldClaims } from '@mleg/core/openid4vp/dcql';
import { matchDcql } from '@mleg/core/openid4vp/dcql';
import { readHeldAuthorities, readHeldClaims } from '@mleg/core/openid4vp/held-claims';
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
import { toWalletError, WalletError } from '../wallet-error.ts';
import { postForm } from './open-request.ts';

/** What the holder may give on top: names that go together, and the query that asks for them where it is one of its own. */
export type Choice = { readonly names: readonly string[]; readonly query: OptionalAnswer | undefined };

/** The copy that answers, and what it would tell. */
export type Match = {
  readonly copy: CardCopy;
  /** All claims of the copy, to say what is shared. */
  readonly held: HeldClaims;
  /** Key of the required answer in `vp_token`. */
  readonly queryId: string;
  /** Names of claims that are shared in any case. */
  readonly required: readonly string[];
  readonly choices: readonly Choice[];
};

function matchCopy(request: VerifiedRequest, copy: CardCopy): Match | undefined {
  const held = readHeldClaims(copy.sdJwtVc, { sha256 });
  const authorities = readHeldAuthorities(copy.sdJwtVc);
  const match = matchDcql(request.query, held, authorities);
  if (!match.ok) return undefined;
  const { queryId, required } = match;
  const queries = matchOptionalQueries(request.query, match, held, authorities);
  const asked = queries.flatMap(({ added }) => added);
  const single = match.optional.filter((name) => !asked.includes(name));
  const choices = [
    ...single.map((name): Choice => ({ names: [name], query: undefined })),
    ...queries.map((query): Choice => ({ names: query.added, query })),
  ];
  return { copy, held, queryId, required, choices };
}

/** How an ID fits a request; the next copy in turn, so that two verifiers do not get the same one. Undefined: not at all. */
export function matchCard(request: VerifiedRequest, card: CardRecord): Match | undefined {
  const { copies, nextCopy } = card;
  for (let tried = 0; tried < copies.length; tried += 1) {
    const copy = copies[(nextCopy + tried) % copies.length];
    const match = copy === undefined ? undefined : matchCopy(request, copy);
    if (match !== undefined) return match;
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
  chosen: readonly Choice[],
): Promise<VpAnswer[]> {
  const more = chosen.filter(({ query }) => query === undefined).flatMap(({ names }) => names);
  const main = { queryId: match.queryId, disclose: [...match.required, ...more] };
  const sign = signWith(match.copy.key.privateKey);
  const common = { sdJwtVc: match.copy.sdJwtVc, aud: request.clientId, nonce: request.nonce };
  return Promise.all(
    [main, ...chosen.flatMap(({ query }) => query ?? [])].map(async ({ queryId, disclose }) => ({
      queryId,
      presentation: await presentSdJwtVc({ ...common, disclose, nowAt: Date.now() / 1000 }, { sha256, sign }),
    })),
  );
}

/** Where the verifier wants the browser to go on; to another host than its own only when the person says so. */
export type Redirect = { readonly uri: string; readonly host: string; readonly isOwn: boolean };

function redirectOf(text: string, request: VerifiedRequest, config: WalletConfig): Redirect | undefined {
  const uri = readRedirectUri(text, urlRules(config));
  if (uri === undefined) return undefined;
  const { host } = new URL(uri);
  return { uri, host, isOwn: host === request.verifier.host };
}

/** The answer was on its way when something broke: it may have arrived, and is not called unsent. */
function sendingProblem(cause: unknown): WalletError {
  const error = toWalletError(cause);
  const mayHaveArrived = error.problem === 'unreadable' || error.problem === 'unreachable';
  return mayHaveArrived ? new WalletError('answer_lost', { cause, host: error.host }) : error;
}

/**
 * Sends the chosen claims, encrypted for the verifier alone, and writes the history.
 * @returns where the verifier sends the browser, if anywhere
 * @throws WalletError offline, verifier_refused, answer_lost
 */
export async function share(
  input: {
    readonly request: VerifiedRequest;
    readonly card: CardRecord;
    readonly match: Match;
    readonly chosen: readonly Choice[];
  },
  config: WalletConfig,
): Promise<Redirect | undefined> {
  const { request, card, match, chosen } = input;
  const disclosed = [...match.required, ...chosen.flatMap(({ names }) => names)];
  const body = await createVpResponse(request, await createAnswers(request, match, chosen));
  // Used from the moment it may have left, whether or not an answer comes back.
  await changeCard(card.id, (held) => ({ ...held, nextCopy: (held.nextCopy + 1) % held.copies.length }));
  try {
    const { status, text } = await postForm(request.responseUri, body);
    if (status !== 200) throw new WalletError('verifier_refused');
    await remember(request, disclosed, 'shared');
    return redirectOf(text, request, config);
  } catch (cause) {
    const error = sendingProblem(cause);
    await remember(request, disclosed, error.problem === 'offline' ? 'failed' : 'unknown');
    throw error;
  }
}

/**
 * Tells the verifier that nothing is shared, and no more than that: not whether the person refused or nothing fits.
 * @returns where the verifier sends the browser, if anywhere
 */
export async function decline(request: VerifiedRequest, config: WalletConfig): Promise<Redirect | undefined> {
  await remember(request, [], 'declined');
  const body = createVpErrorResponse(request.state, 'access_denied');
  const answer = await postForm(request.responseUri, body).catch(() => undefined);
  return answer?.status === 200 ? redirectOf(answer.text, request, config) : undefined;
}
