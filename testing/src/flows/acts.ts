import { type CreatedOffer, createOffer as create } from '@mleg/server/src/service/issuing/create-offer.ts';
import { type HandedOut, handOut as hand } from '@mleg/server/src/service/issuing/hand-out.ts';
import * as mobileId from '@mleg/server/src/service/mobile-id/change-mobile-ids.ts';
import type { SchoolDeps } from '@mleg/server/src/service/school-deps.ts';
import { inPupilCase } from '@mleg/server/src/store/pupil-case.ts';

/** Acts of the server's rooms on a pupil's case, each in a transaction of its own. */
type Of<Request> = Request & { readonly school: number; readonly pupilId: string };
type RequestOf<Act extends (...given: never[]) => unknown> = Parameters<Act>[2];

export const revoke = (deps: SchoolDeps, request: Of<RequestOf<typeof mobileId.revoke>>): Promise<number> =>
  inPupilCase(deps, request, (pupilCase) => mobileId.revoke(deps, pupilCase, request));

export const suspend = (deps: SchoolDeps, request: Of<RequestOf<typeof mobileId.suspend>>): Promise<number> =>
  inPupilCase(deps, request, (pupilCase) => mobileId.suspend(deps, pupilCase, request));

export const restore = (deps: SchoolDeps, request: Of<RequestOf<typeof mobileId.restore>>): Promise<number> =>
  inPupilCase(deps, request, (pupilCase) => mobileId.restore(deps, pupilCase, request));

export const createOffer = (deps: SchoolDeps, request: Of<RequestOf<typeof create>>): Promise<CreatedOffer> =>
  inPupilCase(deps, request, (pupilCase) => create(deps, pupilCase, request));

export const handOut = (deps: SchoolDeps, request: Of<RequestOf<typeof hand>>): Promise<HandedOut> =>
  inPupilCase(deps, request, (pupilCase) => hand(deps, pupilCase, request));
