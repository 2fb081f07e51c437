import type { Role } from '@mleg/server/src/http/kit/policy.ts';
import { drawFace } from '@mleg/server/src/photo/drawn-face.ts';
import { decideOrder } from '@mleg/server/src/service/order/decide-order.ts';
import { createLoginLink } from '@mleg/server/src/service/session/sessions.ts';
import { inPupilCase } from '@mleg/server/src/store/pupil-case.ts';
import { setObjection } from '@mleg/server/src/store/pupil-writes.ts';
import { handOut } from '../flows/acts.ts';
import { activate, handleOf } from '../flows/holder.ts';
import { freePorts } from '../harness/free-ports.ts';
import { createTown, type Stage, type Target } from '../matrix/town.ts';

/** The real panel: built pages and the whole API on a database of the test's own, at an address. */
export type PanelWorld = {
  readonly origin: string;
  /** A word that stands in the name of every pupil, and in nothing else. */
  readonly word: string;
  readonly addPupil: (stage: Stage) => Promise<Target>;
  /** A log-in link that works once. */
  readonly linkOf: (role: Role) => Promise<string>;
  /** Another person of the office refuses an order at the same time. */
  readonly refuseElsewhere: (target: Target) => Promise<void>;
  /** A guardian objects against another one's order: it waits for the head teacher. */
  readonly objectElsewhere: (target: Target) => Promise<void>;
  /** The guardian with full rights takes a code of their own into a phone. */
  readonly activateAsGuardian: (target: Target) => Promise<void>;
  /** A JPEG of nobody. */
  readonly drawPhoto: () => Promise<Uint8Array>;
  /** The server's clock, epoch seconds: a day of the school year, whenever the test runs. */
  readonly now: () => number;
  /** Lets time pass on the server. */
  readonly pass: (seconds: number) => void;
  readonly stop: () => Promise<void>;
};

/** Builds nothing: `npm run build` (or the test run) did. */
export async function startPanelWorld(): Promise<PanelWorld> {
  const port = await freePorts(4);
  const town = await createTown({ port });
  const { world, own } = town;
  const origin = world.deps.config.origins.panel;
  await town.faces.panel.listen({ host: 'localhost', port: Number(new URL(origin).port) });
  const accountOf = (role: Role): string => own.staff.get(role) ?? '';
  return {
    origin,
    word: own.word,
    addPupil: (stage) => town.addPupil(own, stage),
    linkOf: (role) =>
      createLoginLink(world.deps, { accountId: accountOf(role), face: 'panel', reusable: false }),
    refuseElsewhere: ({ orderId }) =>
      inPupilCase(world.deps, { school: own.school, orderId }, (pupilCase) =>
        decideOrder(world.deps, pupilCase, {
          orderId,
          decision: 'refuse',
          reason: 'data_mismatch',
          note: undefined,
          actor: { kind: 'staff', id: accountOf('head_teacher') },
        }),
      ),
    objectElsewhere: ({ pupilId }) =>
      inPupilCase(world.deps, { school: own.school, pupilId }, async (pupilCase) => {
        const objection = { at: world.clock.now, by: 'guardian', toDecide: true };
        await setObjection(pupilCase, objection, ['none']);
      }),
    activateAsGuardian: async ({ pupilId }) => {
      const actor = { kind: 'guardian', id: own.guardians.get('full') ?? '' } as const;
      const offer = await handOut(world.deps, { school: own.school, pupilId, delivery: 'portal', actor });
      const issuer = { ...world, face: town.faces.school };
      const { answer } = await activate(issuer, {
        offerHandle: handleOf(offer.walletLink),
        txCode: offer.txCode,
      });
      if (answer.status !== 200) throw new Error(JSON.stringify(answer.json));
    },
    drawPhoto: () => drawFace(7),
    now: () => world.clock.now,
    pass: (seconds) => {
      world.clock.now += seconds;
    },
    stop: town.close,
  };
}
