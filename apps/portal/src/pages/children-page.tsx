import type { Child } from '@mleg/contract/guardian';
import { m } from '@mleg/i18n/messages';
import { Loading, PageTitle, ProblemNotice } from '@mleg/ui/parts.tsx';
import { useAnswer } from '@mleg/ui/use-answer';
import type { VNode } from 'preact';
import { addressOf } from '../addresses.ts';
import { NextStep, StageMark } from '../child-status.tsx';
import { readChildren } from '../portal-api.ts';
import { stageDetail } from '../stage-detail.ts';
import { StepTracker } from '../step-tracker.tsx';
import { tabTitle } from '../with-child.tsx';

/** My children, of all schools of this server, each with its state and what comes next. */
export function ChildrenPage({ name }: { readonly name: string }): VNode {
  const { answer, error, reload } = useAnswer('children', readChildren);
  return (
    <>
      <PageTitle title={tabTitle(m.portal_children_title())}>{m.portal_children_title()}</PageTitle>
      <p class="quiet">{m.portal_children_who({ name })}</p>
      {error === undefined ? null : <ProblemNotice error={error} onRetry={reload} />}
      {answer === undefined ? error === undefined ? <Loading /> : null : <Children of={answer} />}
    </>
  );
}

function Children({ of }: { readonly of: readonly Child[] }): VNode {
  if (of.length === 0) {
    return (
      <section class="card empty">
        <h2>{m.portal_children_none()}</h2>
        <p>{m.portal_children_none_why()}</p>
        <ol>
          <li>{m.portal_children_none_1()}</li>
          <li>{m.portal_children_none_2()}</li>
          <li>{m.portal_children_none_3()}</li>
        </ol>
      </section>
    );
  }
  return (
    <ul class="children">
      {of.map((child) => (
        <li key={child.pupilId}>
          <ChildCard child={child} />
        </li>
      ))}
    </ul>
  );
}

function ChildCard({ child }: { readonly child: Child }): VNode {
  return (
    <article class="card child-card">
      <div class="child-head">
        <Face child={child} />
        <div>
          <h2>
            <a class="child-name" href={addressOf(child.pupilId)} translate={false}>
              {child.givenNames} {child.surname}
            </a>
          </h2>
          <p class="quiet">
            {m.portal_child_class({ classGroup: child.classGroup })} · {child.school.shortName}
          </p>
        </div>
      </div>
      <StageMark child={child} />
      <p>{stageDetail(child)}</p>
      <StepTracker child={child} />
      <NextStep child={child} />
    </article>
  );
}

/** The child's photo, or its initials where there is none. */
export function Face({ child }: { readonly child: Child }): VNode {
  if (child.portrait !== null)
    return <img class="face" src={child.portrait.url} alt="" width="56" height="72" />;
  return (
    <span class="face initials" aria-hidden="true">
      {child.givenNames.charAt(0)}
      {child.surname.charAt(0)}
    </span>
  );
}
