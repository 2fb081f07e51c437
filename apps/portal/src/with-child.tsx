import type { Child } from '@mleg/contract/guardian';
import { m } from '@mleg/i18n/messages';
import { Loading, ProblemNotice } from '@mleg/ui/parts.tsx';
import { useAnswer } from '@mleg/ui/use-answer';
import type { VNode } from 'preact';
import { readChild } from './portal-api.ts';

/** Fetches a child and draws `children` with it; `put` takes the child that another call answered with. */
export function WithChild({
  pupilId,
  children,
}: {
  readonly pupilId: string;
  readonly children: (child: Child, put: (child: Child) => void) => VNode;
}): VNode {
  const { answer, error, put, reload } = useAnswer(`child ${pupilId}`, () => readChild(pupilId));
  if (error !== undefined && answer === undefined) {
    return (
      <>
        <BackLink href="/dzieci" text={m.portal_children_title()} />
        <ProblemNotice error={error} onRetry={reload} />
      </>
    );
  }
  return answer === undefined ? <Loading /> : children(answer, put);
}

/** The way one level up. */
export function BackLink({ href, text }: { readonly href: string; readonly text: string }): VNode {
  return (
    <p class="back">
      <a href={href}>
        <span aria-hidden="true">← </span>
        {text}
      </a>
    </p>
  );
}

/** „Zuzanna Nowak, 4a · SP nr 3”: whom the page is about. Names stay as the register has them. */
export function Whom({ child }: { readonly child: Child }): VNode {
  return (
    <p class="whom">
      <strong translate={false}>
        {child.givenNames} {child.surname}
      </strong>
      , {child.classGroup} · {child.school.shortName}
    </p>
  );
}

/** The page's name for the browser's tab and history: never a person. */
export function tabTitle(text: string): string {
  return `${text} – ${m.common_app_school()}`;
}

/** By whose authority the ID is issued (rules.md W6). */
export function AuthorityNote({ child }: { readonly child: Child }): VNode | null {
  // The signed sentence is Polish; the page says the same in the reader's language.
  return child.authorityNote === '' ? null : <p class="notice warn">{m.common_not_state_document()}</p>;
}

/** How to reach the office. */
export function SchoolContact({ school }: { readonly school: Child['school'] }): VNode {
  return (
    <address class="contact">
      <strong>{school.name}</strong>
      <span>{school.address}</span>
      {school.phone === '' ? null : (
        <span>
          {m.portal_contact_phone()} <a href={`tel:${school.phone.replace(/\s/g, '')}`}>{school.phone}</a>
        </span>
      )}
      {school.officeHours === '' ? null : (
        <span>
          {m.portal_contact_hours()} {school.officeHours}
        </span>
      )}
    </address>
  );
}
