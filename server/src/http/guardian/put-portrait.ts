import { portraitVerdict } from '@mleg/contract/pupil';
import type { AppDeps } from '../../app-deps.ts';
import { photoBytesMax } from '../../photo/limits.ts';
import { sendPortrait } from '../../service/guardian/actions.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { actorOf, childParams } from './params.ts';

export function putPortraitRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'PUT',
    url: '/portal/api/children/:pupilId/portrait',
    policy: { kind: 'guardian' },
    summary: 'A photo for my child; what it says never blocks, a file that cannot be read changes nothing',
    bytes: ['image/jpeg', 'image/png', 'application/octet-stream'],
    // Programs name a photo as they like.
    bytesDecide: true,
    bodyBytesMax: photoBytesMax,
    // Each account's tries are counted by the service; families of one house or school share an address.
    rateLimit: { max: 600, windowSeconds: 3600, per: 'caller' },
    schema: { params: childParams, response: portraitVerdict },
    handler: async ({ principal, params, body }) => {
      const sent = await sendPortrait(deps, {
        actor: actorOf(principal),
        pupilId: params.pupilId,
        bytes: body,
      });
      return { verdict: sent.verdict, reasons: [...sent.reasons] };
    },
  });
}
