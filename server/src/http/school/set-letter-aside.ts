import { letterSettingAside } from '@mleg/contract/mailbox';
import type { AppDeps } from '../../app-deps.ts';
import { setLetterAside } from '../../service/panel/letters.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { idParams } from './params.ts';
import { actingOf, deciders } from './roles.ts';

export function setLetterAsideRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/letters/:id/setting-aside',
    policy: deciders,
    summary: 'Puts a letter to the questions, to what is done, or forgets it as not ours',
    schema: { params: idParams, body: letterSettingAside },
    handler: ({ principal, params, body }) =>
      setLetterAside(deps, { ...actingOf(principal), letterId: params.id, ...body }),
  });
}
