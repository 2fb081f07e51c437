import type { FamilyEvent } from '@mleg/core/catalogue/family-events';
import type { SchoolCipher } from '../../keys/vault.ts';
import { guardiansOfPupil } from '../../store/guardians.ts';
import { newId } from '../../store/ids.ts';
import { insertMessage, type MessageRow } from '../../store/messages.ts';
import { schoolCipher } from '../../store/school-cipher.ts';
import type { SchoolTx } from '../../store/tenant.ts';
import type { SchoolDeps } from './school-deps.ts';

/**
 * Tells the guardians of every change of state (rules.md O8). Only those with full rights: for the others orders do not
 * exist (W2).
 * @param facts safe values for the sentence (a date, a reason's code)
 */
export async function tellFamily(
  deps: Pick<SchoolDeps, 'vault' | 'now'>,
  tx: SchoolTx,
  told: { pupilId: string; event: FamilyEvent; facts?: Readonly<Record<string, string>> },
): Promise<void> {
  const readers = (await guardiansOfPupil(tx, told.pupilId)).filter(
    (one) => one.rights === 'full' && one.accountId,
  );
  if (readers.length === 0) return;
  const cipher = await schoolCipher(tx, deps.vault);
  for (const { guardianId } of readers) {
    const id = newId();
    const place = { table: 'message', column: 'body_sealed', row: id };
    await insertMessage(tx, {
      id,
      pupilId: told.pupilId,
      guardianId,
      sentBy: 'school',
      subject: told.event,
      bodySealed: cipher.seal(place, JSON.stringify(told.facts ?? {})),
      codeReady: told.event === 'code_ready',
      createdAt: deps.now(),
    });
  }
}

/** The facts of a message as JSON; one that was written without any has an empty body. */
export function openMessageBody(cipher: SchoolCipher, row: Pick<MessageRow, 'id' | 'bodySealed'>): string {
  if (row.bodySealed.length === 0) return '{}';
  return cipher.openText({ table: 'message', column: 'body_sealed', row: row.id }, row.bodySealed);
}
