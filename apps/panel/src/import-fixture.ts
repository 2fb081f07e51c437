import type { ImportChange, ImportReport } from '@mleg/contract/pupil';

/** Reports as the server writes them, for the page that shows them. */

/** Names the file of every report. */
export const DIGEST = 'skrot-pliku';

type Issue = ImportReport['errors'][number];

export const issue = (row: number, code: string, more: Partial<Issue> = {}): Issue => ({
  ...{
    row,
    code,
    field: 'PESEL',
    message: `Zdanie serwera o ${code}.`,
    who: 'Gaj Tymon, 2b',
    confirmable: false,
  },
  ...more,
});

export const renamed = (row: number): ImportChange => ({
  ...{ row, outcome: 'updated', pupilId: `uczen-${row}`, who: `Kowalska-Wójcik Hanna ${row}, 6b` },
  fields: [
    { field: 'surname', from: `Kowalska ${row}`, to: `Kowalska-Wójcik ${row}` },
    { field: 'classGroup', from: '5b', to: '6b' },
  ],
});
export const changed = (row: number): ImportChange => ({
  ...{ row, outcome: 'updated', pupilId: `uczen-${row}`, who: `Sikora Iga ${row}, 5a` },
  fields: [
    { field: 'paperIdNumber', from: '2/2026', to: '777/2026' },
    { field: 'paperIdValidUntil', from: '2026-09-30', to: '2027-09-30' },
    { field: 'address', from: null, to: null },
  ],
});
export const created = (row: number): ImportChange => ({
  ...{ row, outcome: 'created', pupilId: null, who: `Nowa Osoba ${row}, 1a` },
  fields: [],
});

/** A report whose counts follow from its parts. */
export function reportOf(parts: Partial<ImportReport>): ImportReport {
  const changes = parts.changes ?? [];
  const count = (outcome: ImportChange['outcome']): number =>
    changes.filter((one) => one.outcome === outcome).length;
  return {
    ...{
      kind: 'register',
      fileDigest: DIGEST,
      encoding: 'windows-1250',
      unchanged: 576,
      missing: 0,
      errors: [],
      warnings: [],
      held: null,
    },
    ...{ changes, created: count('created'), updated: count('updated'), changesTotal: changes.length },
    ...parts,
  };
}
