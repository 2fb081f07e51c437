import { journalMessage, journalMessageResult, messageAttachmentsBytesMax } from '@mleg/contract/integration';
import type { AppDeps } from '../../app-deps.ts';
import { takeMessage } from '../../service/integration/take-message.ts';
import { defineRoute, type Route } from '../kit/route.ts';
import { callOf, program } from './call.ts';

export function takeMessageRoute(deps: AppDeps): Route {
  return defineRoute({
    method: 'POST',
    url: '/api/v1/messages',
    policy: program,
    summary: 'A message that a family wrote in the journal; the same one is taken once',
    status: 201,
    // Base64 and the text around it.
    bodyBytesMax: Math.ceil((messageAttachmentsBytesMax * 4) / 3) + 256 * 1024,
    schema: { body: journalMessage, response: journalMessageResult },
    handler: ({ principal, body, request }) => takeMessage(deps, callOf(principal, request), body),
  });
}
