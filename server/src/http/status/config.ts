import { z } from 'zod';
import type { AppDeps } from '../../app-deps.ts';
import { defineRoute, type Route } from '../kit/route.ts';

const origin = z.string();
const answer = z.strictObject({
  demo: z.boolean(),
  origins: z.strictObject({ school: origin, wallet: origin, verifier: origin, panel: origin }),
  /** Whom to tell of obstacles on the pages; empty where each school answers itself. */
  accessibilityContact: z.string(),
  trustList: z.string(),
  /** Keys that sign the trust list: what a wallet and a verifier pin at the first start. */
  trustAnchors: z.array(
    z.strictObject({ kty: z.literal('EC'), crv: z.literal('P-256'), x: z.string(), y: z.string() }),
  ),
});

/** GET /config.json on every face: what a built app cannot know. */
export function configRoute({ config, signers }: Pick<AppDeps, 'config' | 'signers'>): Route {
  return defineRoute({
    method: 'GET',
    url: '/config.json',
    policy: { kind: 'public' },
    summary: 'Addresses of the four faces and the trust anchor',
    schema: { response: answer },
    handler: async () => ({
      demo: config.mode === 'demo',
      origins: config.origins,
      accessibilityContact: config.accessibilityContact,
      trustList: `${config.origins.school}/trust/list`,
      trustAnchors: [signers.trustList.publicJwk],
    }),
  });
}
