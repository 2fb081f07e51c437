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

/** A cell with two addresses names two people: the first one has the name. */
function guardiansOf(name: string, emails: string, phone: string): Guardian[] {
  const [email = '', ...others] = emails.split(/[\s;,]+/).filter(Boolean);
  if (!name && !email) return [];
  for (const one of [email, ...others].filter(Boolean)) {
    if (!/^[^\s@]+@[^\s@]+$/.test(one))
      throw new RowError('e-mail opiekuna', 'email_invalid', 'Adres e-mail opiekuna jest błędny.');
  }
  const first = { name: name || email, rights: 'full' as const };
  return [
    { ...first, ...(email ? { email } : {}), ...(phone ? { phone } : {}) },
    ...others.map((one) => ({ name: one, rights: 'full' as const, email: one })),
  ];
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
