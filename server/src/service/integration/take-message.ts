import type { journalMessage, journalMessageResult } from '@mleg/contract/integration';
import { DomainError } from '@mleg/core/errors';
import type { z } from 'zod';
import { incomingLetter } from '../../store/incoming-letters.ts';
import { pupilByExternalId } from '../../store/pupils.ts';
import { inSchool } from '../../store/tenant.ts';
import { takeIn } from '../mailbox/take-in.ts';
import type { SchoolDeps } from '../school-deps.ts';
import type { ProgramCall } from './answer-once.ts';
import { refusePesel } from './program-case.ts';

type Message = z.output<typeof journalMessage>;
type Taken = z.infer<typeof journalMessageResult>;

/**
 * Takes a message that a family wrote in its journal. It is named by the journal's id, else by the `Idempotency-Key`, else by
 * what it says: repeated, it is known.
 * @throws DomainError not_found for a child whom the school does not have, external_id_is_pesel; as takeIn
 */
export async function takeMessage(deps: SchoolDeps, call: ProgramCall, message: Message): Promise<Taken> {
  const { school, actor, idempotencyKey } = call;
  const { account, subject, body, attachments = [] } = message;
  const children = await childrenOf(deps, school, account.children);
  const named = message.id ?? idempotencyKey;
  const { outcome, id } = await takeIn(deps, school, {
    channel: 'journal',
    account: { guardian: account.guardian, children },
    ...{ place: null, address: null, actor },
    letter: {
      messageId: named === undefined ? undefined : `${actor.id} ${named}`,
      from: { name: account.guardian, email: '' },
      ...{ subject, body, references: [], isCut: false, headers: {} },
      files: attachments.map(({ name, type, content }) => ({
        ...{ name, type },
        bytes: Buffer.from(content, 'base64'),
      })),
    },
  });
  const letter = id === null ? undefined : await inSchool(deps.store, school, (tx) => incomingLetter(tx, id));
  return { id, outcome, orders: letter?.orderIds ?? [] };
}

function childrenOf(deps: SchoolDeps, school: number, externalIds: readonly string[]): Promise<string[]> {
  return inSchool(deps.store, school, async (tx) => {
    const ids: string[] = [];
    for (const externalId of externalIds) {
      refusePesel({ externalId });
      const pupil = await pupilByExternalId(tx, externalId);
      if (pupil === undefined) throw new DomainError('not_found', { field: 'account.children' });
      ids.push(pupil.id);
    }
    return ids;
  });
}
