import type { AuditEntry } from '@mleg/contract/audit';
import { m } from '@mleg/i18n/messages';
import { fieldWords } from '../import/change-text.ts';
import { actorText, eventText, noteText, roleWords } from '../words.ts';

/** Names of fields in the history, where they are not those of an import. */
const FIELDS: Readonly<Record<string, () => string>> = {
  ...fieldWords,
  bornOn: m.panel_import_field_birth_date,
  ...roleWords,
};

/** Who did it: a person by name, a program by its label, everybody else by kind. */
export const actorOfEntry = ({ actor, actorKind }: Pick<AuditEntry, 'actor' | 'actorKind'>): string =>
  actor === null
    ? actorText(actorKind)
    : actorKind === 'staff'
      ? actor
      : `${actor} (${actorText(actorKind)})`;

/** What happened, to whom of the staff, and for which reason or to which fields. */
export function whatOf({ event, note, person }: Pick<AuditEntry, 'event' | 'note' | 'person'>): string {
  const words = (note ?? '')
    .split(' ')
    .map((word) => noteText(word) ?? FIELDS[word]?.())
    .filter((word) => word !== undefined);
  const more = [person, words.join(', ')].filter((part) => part !== null && part !== '');
  return more.length === 0 ? eventText(event) : `${eventText(event)}: ${more.join(', ')}`;
}
