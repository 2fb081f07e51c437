import type { MailboxTrial } from '@mleg/contract/mailbox';
import { appendAudit } from '../../audit/append.ts';
import { MailboxError } from '../../mailbox/mailbox.ts';
import { removeMailbox, saveMailbox } from '../../store/mailboxes.ts';
import { inSchool } from '../../store/tenant.ts';
import type { Acting, SchoolDeps } from '../school-deps.ts';
import { type MailboxPlace, openPlace, sealPassword } from './read-mailbox.ts';

type Deps = Pick<SchoolDeps, 'store' | 'vault' | 'now' | 'config'>;

/**
 * Tries a mailbox and connects it where it works; one that does not takes no other's place. Nothing in it is read or marked.
 * @returns what is wrong, or how many unread letters there are
 */
export async function connectMailbox(
  deps: Deps,
  { school, actor }: Acting,
  place: MailboxPlace & { readonly address: string },
): Promise<MailboxTrial> {
  const trial = await tryPlace(deps, place);
  if (trial.problem !== null) return trial;
  const { address, folder, login } = place;
  await inSchool(deps.store, school, async (tx) => {
    const server = login && {
      ...{ host: login.host, port: login.port, user: login.user },
      passwordSealed: await sealPassword(deps, tx, login.password),
    };
    await saveMailbox(tx, { kind: login === null ? 'maildir' : 'imap', address, folder, server }, deps.now());
    await appendAudit(tx, deps.now(), { event: 'mailbox_changed', actor, note: 'connected' });
  });
  return trial;
}

async function tryPlace(deps: Deps, place: MailboxPlace): Promise<MailboxTrial> {
  try {
    const mailbox = await openPlace(deps, place);
    try {
      return { problem: null, waiting: (await mailbox.list()).length };
    } finally {
      await mailbox.close();
    }
  } catch (error) {
    if (error instanceof MailboxError) return { problem: error.problem, waiting: 0 };
    throw error;
  }
}

/** Disconnects the mailbox; false where there was none. Letters that were taken in stay until their day. */
export function disconnectMailbox(
  deps: Pick<Deps, 'store' | 'now'>,
  { school, actor }: Acting,
): Promise<boolean> {
  return inSchool(deps.store, school, async (tx) => {
    const was = await removeMailbox(tx);
    if (was) await appendAudit(tx, deps.now(), { event: 'mailbox_changed', actor, note: 'disconnected' });
    return was;
  });
}
