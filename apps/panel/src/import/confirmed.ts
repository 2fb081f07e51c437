import type { ImportConfirmation, ImportReport } from '@mleg/contract/pupil';
import { m } from '@mleg/i18n/messages';

export type RenameReason = NonNullable<ImportConfirmation['rows']>[string];
type Held = NonNullable<ImportReport['held']>;

/** What the person has looked at: rows accepted with a reason, and the numbers typed for a file that is held. */
export type Confirmed = {
  readonly rows: Readonly<Record<string, RenameReason>>;
  readonly typed: Readonly<Record<Held['reason'], string>>;
};
export const NOTHING_CONFIRMED: Confirmed = { rows: {}, typed: { many_renamed: '', many_shortened: '' } };

export const renameWords: Readonly<Record<RenameReason, () => string>> = {
  name_changed_by_office: m.panel_rename_name_changed_by_office,
  adoption: m.panel_rename_adoption,
  register_was_wrong: m.panel_rename_register_was_wrong,
};

/** What the server takes of it in an address. */
const LENGTH_MAX = 4000;
const DIGEST_LENGTH = 43;

const numberOf = (text: string): number | undefined =>
  /^\d{1,6}$/.test(text.trim()) ? Number(text.trim()) : undefined;

/** What is sent beside the file. @param fileDigest of the report that the person has looked at */
export function confirmText({ rows, typed }: Confirmed, fileDigest: string): string {
  const renamed = numberOf(typed.many_renamed);
  const shortened = numberOf(typed.many_shortened);
  const confirmation: ImportConfirmation = {
    fileDigest,
    ...(Object.keys(rows).length === 0 ? {} : { rows }),
    ...(renamed === undefined ? {} : { renamed }),
    ...(shortened === undefined ? {} : { shortened }),
  };
  return JSON.stringify(confirmation);
}

/** Whether one more row would be too much for one go. */
export function isFull(confirmed: Confirmed): boolean {
  const longest: RenameReason = 'name_changed_by_office';
  const rows = { ...confirmed.rows, 999999: longest };
  return confirmText({ ...confirmed, rows }, 'x'.repeat(DIGEST_LENGTH)).length > LENGTH_MAX;
}

/** Whether a file that is held may go on. */
export function isReleased(held: ImportReport['held'], { typed }: Confirmed): boolean {
  return held === null || numberOf(typed[held.reason]) === held.count;
}
