import { randomBytes } from 'node:crypto';
import type { CheckCreated, CheckState } from '@mleg/contract/check';
import type { CheckProfile } from '@mleg/core/openid4vp/check-profiles';
import { matchDcql } from '@mleg/core/openid4vp/dcql';
import { readHeldClaims } from '@mleg/core/openid4vp/held-claims';
import { matchOptionalQueries } from '@mleg/core/openid4vp/optional-queries';
import { type PresentLink, parsePresentLink } from '@mleg/core/openid4vp/present-link';
import { createVpResponse } from '@mleg/core/openid4vp/response';
import { type VerifiedRequest, verifyRequestObject } from '@mleg/core/openid4vp/verify-request';
import { presentSdJwtVc } from '@mleg/core/sd-jwt-vc/present-sd-jwt-vc';
import { createFace } from '@mleg/server/src/http/kit/face.ts';
import { authenticateCheck } from '@mleg/server/src/http/verifier/authenticate.ts';
import { verifierRoutes } from '@mleg/server/src/http/verifier/routes.ts';
import { sha256, verifyEs256 } from '@mleg/server/src/keys/es256.ts';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { activate, type HolderKey } from './holder.ts';
import type { SeededPupil } from './seed-school.ts';
import type { World } from './world.ts';

/** The verifier's face over the parts of a world, and a wallet's side of an online check. */
export type CheckWorld = { readonly world: World; readonly verifier: FastifyInstance };

export function openVerifier(world: World): CheckWorld {
  const { deps } = world;
  const verifier = createFace({
    name: 'verifier',
    origin: deps.config.origins.verifier,
    routes: verifierRoutes(deps),
    authenticators: { checkSecret: authenticateCheck(deps) },
    files: new Map(),
    connect: [],
    log: deps.log,
    now: deps.now,
  });
  return { world, verifier };
}

export const demo = { allowInsecureLocalhost: true };

/** The verifier's page begins a check. */
export async function beginCheck(
  { verifier, world }: CheckWorld,
  profile: CheckProfile,
  sameDevice?: boolean,
): Promise<CheckCreated> {
  const response = await verifier.inject({
    method: 'POST',
    url: '/api/checks',
    headers: { origin: world.deps.config.origins.verifier, 'content-type': 'application/json' },
    payload: JSON.stringify({ profile, sameDevice }),
  });
  if (response.statusCode !== 201) throw new Error(`${response.statusCode} ${response.body}`);
  return response.json<CheckCreated>();
}

/** The verifier's page asks how far it is. */
export async function readCheck(
  { verifier }: CheckWorld,
  check: Pick<CheckCreated, 'id' | 'secret'>,
  responseCode?: string,
): Promise<CheckState> {
  const response = await verifier.inject({
    url: `/api/checks/${check.id}`,
    headers: {
      authorization: `Bearer ${check.secret}`,
      ...(responseCode === undefined ? {} : { 'response-code': responseCode }),
    },
  });
  if (response.statusCode !== 200) throw new Error(`${response.statusCode} ${response.body}`);
  return response.json<CheckState>();
}

/** A call of a wallet to an address that it was given, from another origin. */
export async function call(
  { verifier }: CheckWorld,
  url: string,
  options: Omit<InjectOptions, 'url'> = {},
): Promise<{ status: number; body: string; headers: Record<string, unknown> }> {
  const response = await verifier.inject({ ...options, url: new URL(url).pathname });
  return { status: response.statusCode, body: response.body, headers: response.headers };
}

const form = { 'content-type': 'application/x-www-form-urlencoded' };

export const postForm = (
  checks: CheckWorld,
  url: string,
  payload: string,
): Promise<{ status: number; body: string; headers: Record<string, unknown> }> =>
  call(checks, url, { method: 'POST', headers: form, payload });

/** Follows a link as our wallet does: fetch by POST, then check the request. */
export async function openRequest(
  checks: CheckWorld,
  text: string,
): Promise<{ link: PresentLink; request: VerifiedRequest }> {
  const link = parsePresentLink(text, demo);
  const walletNonce = randomBytes(16).toString('base64url');
  const { status, body } = await postForm(checks, link.requestUri, `wallet_nonce=${walletNonce}`);
  if (status !== 200) throw new Error(`${status} ${body}`);
  const { signers, now } = checks.world.deps;
  const check = await verifyRequestObject(
    body,
    { clientId: link.clientId, walletNonce, caKeys: [signers.caKey], ...demo, nowAt: now() },
    { sha256, verifyEs256 },
  );
  if (!check.ok) throw new Error(check.reason);
  return { link, request: check };
}

/** A card in a phone. */
export type HeldCard = { readonly sdJwtVc: string; readonly key: HolderKey };

export async function takeCard(world: World, pupil: SeededPupil): Promise<HeldCard> {
  const { answer, keys } = await activate(world, pupil);
  const [credential] = (answer.json['credentials'] ?? []) as { credential: string }[];
  const [key] = keys;
  if (credential === undefined || key === undefined) throw new Error(JSON.stringify(answer.json));
  return { sdJwtVc: credential.credential, key };
}

/** What a wallet may do wrong. */
export type PresentationChange = {
  readonly nonce?: string;
  readonly aud?: string;
  readonly nowAt?: number;
  readonly without?: readonly string[];
  readonly ticked?: readonly string[];
  readonly key?: HolderKey;
};

/** Presentations for a request, in order or not: the required one, and what the holder ticked. */
export async function presentAll(
  checks: CheckWorld,
  card: HeldCard,
  request: VerifiedRequest,
  change: PresentationChange = {},
): Promise<{ queryId: string; presentation: string }[]> {
  const held = readHeldClaims(card.sdJwtVc, { sha256 });
  const match = matchDcql(request.query, held);
  if (!match.ok) throw new Error(`${match.reason} ${match.missing.join()}`);
  const { without = [], ticked = [] } = change;
  const queries = matchOptionalQueries(request.query, match, held).filter(({ added }) =>
    added.every((name) => ticked.includes(name)),
  );
  const apart = queries.flatMap(({ added }) => added);
  const own = [...match.required, ...ticked.filter((name) => !apart.includes(name))];
  return Promise.all(
    [{ queryId: match.queryId, disclose: own }, ...queries].map(async ({ queryId, disclose }) => ({
      queryId,
      presentation: await presentSdJwtVc(
        {
          sdJwtVc: card.sdJwtVc,
          disclose: disclose.filter((name) => !without.includes(name)),
          aud: change.aud ?? request.clientId,
          nonce: change.nonce ?? request.nonce,
          nowAt: change.nowAt ?? checks.world.clock.now,
        },
        { sha256, sign: (change.key ?? card.key).sign },
      ),
    })),
  );
}

/** The required presentation alone. */
export async function present(
  checks: CheckWorld,
  card: HeldCard,
  request: VerifiedRequest,
  change: PresentationChange = {},
): Promise<{ queryId: string; presentation: string }> {
  const [first] = await presentAll(checks, card, request, change);
  if (first === undefined) throw new Error('nothing to present');
  return first;
}

/** A whole check: begin, fetch, present, read. */
export async function runCheck(
  checks: CheckWorld,
  card: HeldCard,
  options: { profile?: CheckProfile; change?: PresentationChange } = {},
): Promise<CheckState> {
  const check = await beginCheck(checks, options.profile ?? 'ticket');
  const { request } = await openRequest(checks, check.request);
  const answer = await presentAll(checks, card, request, options.change);
  const { status, body } = await postForm(
    checks,
    request.responseUri,
    await createVpResponse(request, answer),
  );
  if (status !== 200) throw new Error(`${status} ${body}`);
  return readCheck(checks, check);
}
