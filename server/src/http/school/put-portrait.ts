import { portraitVerdict } from '@mleg/contract/pupil';
import type { AppDeps } from '../../app-deps.ts';
import { photoBytesMax } from '../../photo/limits.ts';
import { savePortrait } from '../../service/register/save-portrait.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { actingOf, deciders } from './roles.ts';

export function putPortraitRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'PUT',
    url: '/api/pupils/:id/portrait',
    policy: deciders,
    summary: 'A photo taken or handed in at the desk',
    bytes: ['image/jpeg', 'image/png', 'application/octet-stream'],
    // Programs name a photo as they like.
    bytesDecide: true,
    bodyBytesMax: photoBytesMax,
    schema: { params: idParams, response: portraitVerdict },
    handler: async ({ principal, params, body }) => {
      const request = { ...actingOf(principal), pupilId: params.id, bytes: body };
      const { verdict, reasons } = await savePortrait(deps, request);
      return { verdict, reasons: [...reasons] };
    },
  });
}
