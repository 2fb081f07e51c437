import type { ImportChange } from '@mleg/contract/pupil';
import { formatShortDay } from '@mleg/i18n/format';
import { m } from '@mleg/i18n/messages';

type Field = ImportChange['fields'][number];

export const fieldWords: Readonly<Record<Field['field'], () => string>> = {
  surname: m.panel_import_field_surname,
  givenNames: m.panel_import_field_given_names,
  birthDate: m.panel_import_field_birth_date,
  personalId: m.panel_import_field_personal_id,
  classGroup: m.panel_import_field_class,
  paperIdNumber: m.panel_import_field_paper_number,
  paperIdIssuedOn: m.panel_import_field_paper_issued,
  paperIdValidUntil: m.panel_import_field_paper_until,
  paperIdKind: m.panel_import_field_paper_kind,
  address: m.panel_import_field_address,
  guardians: m.panel_import_field_guardians,
};

/** One side of a change as people write it: days as days, kinds in words, nothing as „brak”. */
export function valueText(field: Field['field'], value: string | null): string {
  if (value === null || value === '') return m.panel_import_no_value();
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return formatShortDay(value);
  if (field === 'paperIdKind' && value === 'card') return m.panel_paper_card();
  if (field === 'paperIdKind' && value === 'booklet') return m.panel_paper_booklet();
  return value;
}

/** Neither side is told: only that it changes. */
export const isNotShown = ({ from, to }: Field): boolean => from === null && to === null;
