import { warsawDayOf } from '@mleg/core/calendar/warsaw';
import type { IntakeMessage, RegisterPupil } from '@mleg/core/matching/message';
import { createRegisterIndex, type RegisterIndex } from '@mleg/core/matching/register-index';
import type { SchoolCipher } from '../../keys/vault.ts';
import {
  heldMobileIds,
  type MatchingPupilRow,
  matchingPupils,
  openOrdersOfSchool,
} from '../../store/matching-register.ts';
import { schoolCipher } from '../../store/school-cipher.ts';
import type { SchoolTx } from '../../store/tenant.ts';
import type { SchoolDeps } from '../school-deps.ts';

/** The school's register as matching asks it, and in which language each known address is written to. */
export type MatchingRegister = {
  readonly index: RegisterIndex;
  readonly languageOf: ReadonlyMap<string, 'pl' | 'en' | 'uk'>;
} & Pick<IntakeMessage, 'openCases' | 'credentials'>;

/** Reads the register for a batch of letters; personal numbers and addresses are in memory only. */
export async function readMatchingRegister(
  deps: Pick<SchoolDeps, 'vault' | 'now'>,
  tx: SchoolTx,
): Promise<MatchingRegister> {
  const cipher = await schoolCipher(tx, deps.vault);
  const today = warsawDayOf(deps.now());
  const rows = await matchingPupils(tx);
  const guardians = rows.flatMap((row) => row.guardians);
  return {
    index: createRegisterIndex(rows.map((row) => toPupil(cipher, row, today))),
    languageOf: new Map(
      guardians.map(({ email, language }) => [email?.trim().toLowerCase() ?? '', language]),
    ),
    openCases: (await openOrdersOfSchool(tx)).map(({ caseNumber, pupilId, missing }) => ({
      no: caseNumber,
      pupil: pupilId,
      state: missing.includes('portrait') ? 'waiting_photo' : 'open',
    })),
    credentials: (await heldMobileIds(tx)).map(({ pupilId, state }) => ({ pupil: pupilId, state })),
  };
}

function toPupil(cipher: SchoolCipher, row: MatchingPupilRow, today: string): RegisterPupil {
  const { id, givenNames, surname, classGroup, bornOn, status, hasObjection, paperIdUntil } = row;
  return {
    ...{ id, givenNames, surname, classGroup, bornOn, status, hasObjection },
    sex: undefined,
    pesel:
      row.personalIdType === 'pesel'
        ? open(cipher, row, 'personal_id_sealed', row.personalIdSealed)
        : undefined,
    address: row.addressSealed === null ? undefined : open(cipher, row, 'address_sealed', row.addressSealed),
    email: undefined,
    paperId: paperIdUntil === null ? 'none' : paperIdUntil < today ? 'expired' : 'valid',
    paperIdValidUntil: paperIdUntil ?? undefined,
    guardians: row.guardians.map(({ name, email, rights, mayOrder }) => ({
      name,
      email: email ?? undefined,
      // Who may not order is as if somebody with limited rights had written.
      rights: rights === 'full' && !mayOrder ? 'limited' : rights,
    })),
  };
}

function open(
  cipher: SchoolCipher,
  { id: row }: MatchingPupilRow,
  column: 'personal_id_sealed' | 'address_sealed',
  sealed: Buffer,
): string {
  return cipher.openText({ table: 'pupil', column, row }, sealed);
}
