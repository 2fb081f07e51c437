import type { FamilyEvent } from '@mleg/core/catalogue/family-events';
import type { SchoolCipher } from '../../keys/vault.ts';
import { guardiansOfPupil } from '../../store/guardians.ts';
import { newId } from '../../store/ids.ts';
import { insertMessage, type MessageRow } from '../../store/messages.ts';
import type { PupilCase } from '../../store/pupil-case.ts';
import type { SchoolDeps } from '../school-deps.ts';

/** Safe values for the sentence: a date, a reason's code. */
export type FamilyFacts = Readonly<Record<string, string>>;

/**
 * Tells the guardians of every change of state (rules.md O8). Only those with full rights: for the others orders do not
 * exist (W2).
 */
export async function tellFamily(
  deps: Pick<SchoolDeps, 'now'>,
  pupilCase: PupilCase,
  told: { readonly event: FamilyEvent; readonly facts?: FamilyFacts },
): Promise<void> {
  const readers = (await guardiansOfPupil(pupilCase, pupilCase.pupilId)).filter(
    (one) => one.rights === 'full' && one.accountId,
  );
  for (const { guardianId } of readers) {
    const id = newId();
    const place = { table: 'message', column: 'body_sealed', row: id };
    await insertMessage(pupilCase, {
      id,
      guardianId,
      sentBy: 'school',
      subject: told.event,
      bodySealed: pupilCase.cipher.seal(place, JSON.stringify(told.facts ?? {})),
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
