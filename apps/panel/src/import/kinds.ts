import type { ImportChange, ImportReport } from '@mleg/contract/pupil';
import { m } from '@mleg/i18n/messages';

/** What a report is read by, exceptions first. */
export type Kind = 'stopped' | 'errors' | 'names' | 'changes' | 'created' | 'warnings';
export type Issue = ImportReport['errors'][number];

/** A report taken apart: what stands under each heading, and how many there are in all. */
export type Sorted = {
  readonly stopped: readonly Issue[];
  readonly errors: readonly Issue[];
  readonly names: readonly ImportChange[];
  readonly changes: readonly ImportChange[];
  readonly created: readonly ImportChange[];
  readonly warnings: readonly Issue[];
  readonly counts: Readonly<Record<Kind, number>>;
};

export const kindWords: Readonly<Record<Kind, () => string>> = {
  stopped: m.panel_import_kind_stopped,
  errors: m.panel_import_kind_errors,
  names: m.panel_import_kind_names,
  changes: m.panel_import_kind_changes,
  created: m.panel_import_kind_created,
  warnings: m.panel_import_kind_warnings,
};

const NAMES: readonly string[] = [
  'surname',
  'givenNames',
] satisfies ImportChange['fields'][number]['field'][];

/** Sorts a report by what a person has to look at. */
export function sortReport(report: ImportReport): Sorted {
  const updated = report.changes.filter(({ outcome }) => outcome === 'updated');
  const isName = ({ fields }: ImportChange): boolean => fields.some(({ field }) => NAMES.includes(field));
  const names = updated.filter(isName);
  const stopped = report.errors.filter(({ confirmable }) => confirmable);
  const errors = report.errors.filter(({ confirmable }) => !confirmable);
  return {
    stopped,
    errors,
    names,
    changes: updated.filter((change) => !isName(change)),
    created: report.changes.filter(({ outcome }) => outcome === 'created'),
    warnings: report.warnings,
    counts: {
      stopped: stopped.length,
      errors: errors.length,
      names: names.length,
      // The list may be cut: what it does not show still counts.
      changes: Math.max(0, report.updated - names.length),
      created: report.created,
      warnings: report.warnings.length,
    },
  };
}
