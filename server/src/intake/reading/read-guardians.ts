import type { PupilInput } from '@mleg/contract/pupil';
import { foldName, tidyName } from '@mleg/core/person/names';
import { saysNoName, saysNothing } from '@mleg/core/person/nothing';
import type { Columns } from './columns.ts';
import type { GuardianPart } from './guardian-heading.ts';
import { RowError, type RowIssue } from './row-issue.ts';

type Guardian = NonNullable<PupilInput['guardians']>[number];
const GUARDIANS_MAX = 8;

/** All guardians that a row names, each once (rules.md I1c). @throws RowError email_invalid */
export function readGuardians(
  columns: Columns,
  cells: readonly string[],
  warnings: RowIssue[],
): Guardian[] | undefined {
  const found: Guardian[] = [];
  for (const slot of new Set(columns.guardians.map((one) => one.slot))) {
    const part = (name: GuardianPart): string => {
      const column = columns.guardians.find((one) => one.slot === slot && one.part === name);
      const text = column ? (cells[column.place] ?? '').trim() : '';
      return (name === 'surname' ? saysNoName(text) : saysNothing(text)) ? '' : text;
    };
    const name = tidyName(part('name') || `${part('givenNames')} ${part('surname')}`);
    found.push(...guardiansOf(name, part('email'), part('phone')));
  }
  const each = withoutDoubles(found, warnings);
  return each.length > 0 ? each.slice(0, GUARDIANS_MAX) : undefined;
}

/** Two whole names in a cell are two people, in the order of their addresses; „Nowak, Jan” is one. */
function namesIn(cell: string): string[] {
  const names = cell.split(/\s*[,;/]\s*|\s+i\s+/).filter(Boolean);
  return names.every((name) => name.includes(' ')) ? names : [cell];
}

/** Whom a cell of names and one of addresses name. An address without a name is a person of its own. */
function guardiansOf(names: string, emails: string, phone: string): Guardian[] {
  const each = names === '' ? [] : namesIn(names);
  const addresses = emails.split(/[\s;,]+/).filter(Boolean);
  if (addresses.some((one) => !/^[^\s@]+@[^\s@]+$/.test(one)))
    throw new RowError('e-mail opiekuna', 'email_invalid', 'Adres e-mail opiekuna jest błędny.');
  return Array.from({ length: Math.max(each.length, addresses.length) }, (_, at) => {
    const email = addresses[at];
    const name = each[at] ?? email ?? '';
    return {
      ...{ name, rights: 'full' as const },
      ...(email === undefined ? {} : { email }),
      ...(at === 0 && phone ? { phone } : {}),
    };
  });
}

/** Two parents with one address are two people, of whom one logs in. */
function withoutDoubles(guardians: readonly Guardian[], warnings: RowIssue[]): Guardian[] {
  const kept: Guardian[] = [];
  for (const guardian of guardians) {
    const isKnown = (one: Guardian): boolean => foldName(one.name) === foldName(guardian.name);
    const same = kept.find((one) => one.email && one.email.toLowerCase() === guardian.email?.toLowerCase());
    if (kept.some((one) => isKnown(one) && (!guardian.email || one.email === guardian.email))) continue;
    if (!same) kept.push(guardian);
    else if (!isKnown(same) && guardian.name !== guardian.email) {
      const { email: _, ...rest } = guardian;
      kept.push(rest);
      warnings.push({
        field: 'e-mail opiekuna',
        code: 'guardian_email_shared',
        message:
          'Dwoje opiekunów ma jeden adres e-mail. Przypisaliśmy go pierwszemu; drugiego zapisaliśmy bez adresu.',
      });
    }
  }
  return kept;
}
