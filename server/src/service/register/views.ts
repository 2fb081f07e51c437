import type { OrderDetail } from '@mleg/contract/order';
import { warsawDayOf } from '@mleg/core/calendar/warsaw';
import { maskPersonalId } from '@mleg/core/person/pesel';
import type { SchoolCipher } from '../../keys/vault.ts';
import { latestPaperId } from '../../store/paper-ids.ts';
import type { PupilRecord } from '../../store/pupils.ts';
import type { SchoolTx } from '../../store/tenant.ts';
import type { SchoolDeps } from '../school-deps.ts';

/** A personal number as dots. */
export function maskedPersonalId(cipher: SchoolCipher, pupil: PupilRecord): string {
  const place = { table: 'pupil', column: 'personal_id_sealed', row: pupil.id };
  return maskPersonalId(cipher.openText(place, pupil.personalIdSealed));
}

/** The pupil's paper ID with `expired` told apart (rules.md V1: expired is not a decision, so it is not stored). */
export async function paperIdView(
  deps: Pick<SchoolDeps, 'now'>,
  tx: SchoolTx,
  pupilId: string,
): Promise<OrderDetail['paperId']> {
  const row = await latestPaperId(tx, pupilId);
  if (!row) return null;
  const { kind, number, issuedOn, validUntil } = row;
  const expired = row.state === 'valid' && validUntil < warsawDayOf(deps.now());
  return { kind, number, issuedOn, validUntil, state: expired ? 'expired' : row.state };
}
