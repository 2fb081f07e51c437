import { letterFileParams } from '@mleg/contract/mailbox';
import type { AppDeps } from '../../app-deps.ts';
import { readLetterPicture } from '../../service/panel/letters.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { deciders } from './roles.ts';

export function readLetterPictureRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'GET',
    url: '/api/letters/:id/files/:fileId',
    policy: deciders,
    summary: 'A picture of a letter, encoded anew (JPEG)',
    schema: { params: letterFileParams },
    handler: async ({ principal, params, reply }) => {
      const at = { school: principal.school, letterId: params.id, fileId: params.fileId };
      return reply.type('image/jpeg').send(await readLetterPicture(deps, at));
    },
  });
}
