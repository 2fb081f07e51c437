import { endOfSchoolYear } from '@mleg/core/school-year/school-year';
import type { Actor } from '../audit/append.ts';
import type { SchoolCipher } from '../keys/vault.ts';
import { saveGuardians } from '../service/school/save-guardians.ts';
import { savePaperId } from '../service/school/save-paper-id.ts';
import { peselIndexOf, type SaveOutcome, savePupil } from '../service/school/save-pupil.ts';
import type { SchoolDeps } from '../service/school/school-deps.ts';
import { newId } from '../store/ids.ts';
import { latestPaperId } from '../store/paper-ids.ts';
import { homonymsOf, type PupilRecord, pupilByExternalId, pupilByPersonalIndex } from '../store/pupils.ts';
import type { SchoolTx } from '../store/tenant.ts';
import { type RegisterRow, RowError, type RowIssue, type SioRow } from './read-row.ts';

export type RowResult = {
  readonly outcome: SaveOutcome;
  readonly pupilId: string;
  readonly warnings: readonly RowIssue[];
};

/**
 * Applies a row of the register: the pupil is the one with the row's id, else with its PESEL or document
 * (rules.md I1); a new one without an id gets one from us, which never changes.
 * @throws RowError, DomainError
 */
export async function importRegisterRow(
  deps: SchoolDeps,
  tx: SchoolTx,
  request: { row: RegisterRow; cipher: SchoolCipher; actor: Actor; seen: ReadonlySet<string> },
): Promise<RowResult> {
  const { row, cipher, actor, seen } = request;
  const { pupil } = row;
  const existing = await findPupil(deps, tx, row);
  if (existing && seen.has(existing.id)) {
    throw new RowError(null, 'duplicate_row', 'Ten uczeń jest już w tym pliku, w wierszu wyżej.');
  }
  const { paperId, guardians, classGroup, ...fields } = pupil;
  if (!existing && !classGroup) throw new RowError('klasa', 'required', 'Brakuje klasy.');
  const saved = await savePupil(deps, tx, {
    cipher,
    existing,
    externalId: existing?.externalId ?? row.externalId ?? newId(),
    fields: classGroup ? { ...fields, classGroup } : fields,
    actor,
  });
  const { pupilId } = saved;
  const paperChanged = paperId ? await savePaperId(deps, tx, { pupilId, paperId, actor }) : false;
  const guardiansChanged = guardians
    ? await saveGuardians(deps, tx, { pupilId, guardians, complete: false, actor })
    : false;
  const changed = saved.outcome === 'unchanged' && (paperChanged || guardiansChanged);
  return {
    pupilId,
    outcome: changed ? 'updated' : saved.outcome,
    warnings: [...row.warnings, ...(saved.outcome === 'created' ? await homonymWarning(tx, pupilId) : [])],
  };
}

async function findPupil(deps: SchoolDeps, tx: SchoolTx, row: RegisterRow): Promise<PupilRecord | undefined> {
  const byId = row.externalId ? await pupilByExternalId(tx, row.externalId) : undefined;
  if (byId) return byId;
  const { type, country, value } = row.pupil.personalId;
  const normal = `${type}|${country}|${value.toUpperCase().replace(/[\s-]/g, '')}`;
  const byDocument = await pupilByPersonalIndex(tx, deps.vault.schoolIndex(tx.school, 'personal_id', normal));
  if (byDocument && row.externalId) {
    throw new RowError('id', 'id_differs', 'Ten uczeń ma w rejestrze inny identyfikator.');
  }
  return byDocument;
}

/** A second pupil of one name is no error, but a person should look (a wrong pupil is the worst error of all). */
async function homonymWarning(tx: SchoolTx, pupilId: string): Promise<RowIssue[]> {
  if ((await homonymsOf(tx, pupilId)).length === 0) return [];
  return [
    { field: 'nazwisko', code: 'homonym', message: 'W szkole jest już uczeń o tym imieniu i nazwisku.' },
  ];
}

/**
 * Applies a row of the SIO file: only attaches a paper ID to a known pupil. The file names no last day: an ID that
 * stands in SIO is taken as valid to the end of the running school year, and the report says so.
 * @throws RowError pupil_unknown, DomainError
 */
export async function importSioRow(
  deps: SchoolDeps,
  tx: SchoolTx,
  request: { row: SioRow; today: string; actor: Actor },
): Promise<RowResult> {
  const { row, today, actor } = request;
  const pupil = await pupilByPersonalIndex(tx, peselIndexOf(deps, tx.school, row.pesel));
  if (!pupil) throw new RowError('pesel', 'pupil_unknown', 'Nie znamy ucznia o tym numerze PESEL.');
  const known = await latestPaperId(tx, pupil.id);
  const same = known?.number === row.number ? known : undefined;
  const validUntil = same?.validUntil ?? endOfSchoolYear(today);
  const paperId = {
    kind: same?.kind ?? 'card',
    number: row.number,
    issuedOn: row.issuedOn,
    validUntil,
  } as const;
  const changed = await savePaperId(deps, tx, { pupilId: pupil.id, paperId, actor });
  const message =
    'Plik nie podaje daty ważności. Przyjęliśmy koniec września po tym roku szkolnym – sprawdź ją.';
  return {
    pupilId: pupil.id,
    outcome: changed ? 'updated' : 'unchanged',
    warnings: same || !changed ? [] : [{ field: 'ważna do', code: 'valid_until_assumed', message }],
  };
}
