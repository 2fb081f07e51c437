import type { ImportReport } from '@mleg/contract/pupil';
import type { RowResult } from './import-row.ts';
import type { ImportedFile, Looked } from './imported-file.ts';
import type { ReadRow } from './reading/read-file.ts';
import type { RowIssue } from './reading/row-issue.ts';

/** Collects what the rows of a file did. */
export type Tally = {
  readonly take: (row: ReadRow, result: RowResult) => void;
  readonly refuse: (row: ReadRow, issue: RowIssue, who?: string) => void;
  readonly report: (missing: number, confirmation: Looked | undefined) => ImportReport;
};

const CHANGES_MAX = 1000;
/** Up to so many a person sees at a glance; more wait for the number to be typed (rules.md I1a, V6). */
const FEW = 5;
const FEW_SHARE = 0.05;

export function createTally(file: ImportedFile): Tally {
  const counts = { created: 0, updated: 0, unchanged: 0 };
  const errors: ImportReport['errors'] = [];
  const warnings: ImportReport['warnings'] = [];
  const changes: ImportReport['changes'] = [];
  const marks = { changesTotal: 0, known: 0, renamed: 0, shortened: 0 };
  for (const warning of file.warnings) warnings.push({ row: 1, ...warning, who: null, confirmable: false });
  return {
    take(row, result) {
      const { outcome, who } = result;
      counts[outcome] += 1;
      marks.known += Number(result.isKnown);
      marks.renamed += Number(result.isRenamed);
      marks.shortened += Number(result.isShortened);
      for (const warning of [...row.warnings, ...result.warnings])
        warnings.push({ row: row.number, ...warning, who, confirmable: false });
      if (outcome === 'unchanged') return;
      marks.changesTotal += 1;
      if (changes.length >= CHANGES_MAX) return;
      // A new pupil's id is the same in the dry run and after it: none.
      const pupilId = outcome === 'created' ? null : result.pupilId;
      changes.push({ row: row.number, outcome, pupilId, who, fields: result.changes });
    },
    refuse(row, issue, who) {
      const confirmable = issue.code === 'other_person';
      errors.push({ row: row.number, ...issue, who: who ?? row.who, confirmable });
    },
    report: (missing, confirmation) => ({
      kind: file.kind,
      fileDigest: file.digest,
      encoding: file.encoding,
      ...counts,
      missing,
      errors,
      warnings,
      changes,
      changesTotal: marks.changesTotal,
      held: heldFor(marks, confirmation),
    }),
  };
}

function heldFor(
  marks: { readonly known: number; readonly renamed: number; readonly shortened: number },
  confirmation: Looked | undefined,
): ImportReport['held'] {
  const { known, renamed, shortened } = marks;
  const isMany = renamed > FEW && renamed > known * FEW_SHARE;
  if (isMany && confirmation?.renamed !== renamed) return { reason: 'many_renamed', count: renamed };
  if (shortened > FEW && confirmation?.shortened !== shortened)
    return { reason: 'many_shortened', count: shortened };
  return null;
}
