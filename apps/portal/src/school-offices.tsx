import type { Child } from '@mleg/contract/guardian';
import { m } from '@mleg/i18n/messages';
import { useAnswer } from '@mleg/ui/use-answer';
import type { VNode } from 'preact';
import { readChildren } from './portal-api.ts';
import { SchoolContact } from './with-child.tsx';

/** The offices of the own children's schools; a stranger is told where to find them. */
export function SchoolOffices({ isLoggedIn }: { readonly isLoggedIn: boolean }): VNode {
  return isLoggedIn ? <OwnSchools /> : <p>{m.portal_help_contact_stranger()}</p>;
}

function OwnSchools(): VNode {
  const { answer } = useAnswer('schools', async () => schoolsOf(await readChildren()));
  if (answer === undefined || answer.length === 0) return <p>{m.portal_help_contact_stranger()}</p>;
  return (
    <>
      {answer.map((school) => (
        <SchoolContact key={school.rspo} school={school} />
      ))}
    </>
  );
}

function schoolsOf(children: readonly Child[]): Child['school'][] {
  return [...new Map(children.map(({ school }) => [school.rspo, school])).values()];
}
