import { portraitVerdict } from '@mleg/contract/pupil';
import type { AppDeps } from '../../app-deps.ts';
import { photoBytesMax } from '../../photo/limits.ts';
import { putPortrait } from '../../service/integration/pupils.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { actingOf, program } from './call.ts';
import { pupilParams } from './params.ts';

export function putPortraitRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'PUT',
    url: '/api/v1/pupils/:externalId/portrait',
    policy: program,
    summary:
      'A photo; the verdict never blocks, a file that cannot be read leaves the earlier photo in place',
    bytes: ['image/jpeg', 'image/png', 'application/octet-stream'],
    // Programs name a photo as they like.
    bytesDecide: true,
    bodyBytesMax: photoBytesMax,
    schema: { params: pupilParams, response: portraitVerdict },
    handler: async ({ principal, params, body }) => {
      const request = { ...actingOf(principal), ...params, bytes: body };
      const { verdict, reasons } = await putPortrait(deps, request);
      return { verdict, reasons: [...reasons] };
    },
  });
}
