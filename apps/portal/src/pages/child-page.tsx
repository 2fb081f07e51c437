import type { Child } from '@mleg/contract/guardian';
import { m } from '@mleg/i18n/messages';
import { PageTitle } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { addressOf } from '../addresses.ts';
import { stageOf } from '../child-stage.ts';
import { NextStep, StageMark } from '../child-status.tsx';
import { lastRevoked, stageDetail } from '../stage-detail.ts';
import { StepTracker } from '../step-tracker.tsx';
import { dayText } from '../texts.ts';
import { AuthorityNote, BackLink, SchoolContact, tabTitle, WithChild } from '../with-child.tsx';
import { Face } from './children-page.tsx';

/** One child: where the ID stands, and everything that can be done. */
export function ChildPage({ pupilId }: { readonly pupilId: string }): VNode {
  return <WithChild pupilId={pupilId}>{(child) => <ChildView child={child} />}</WithChild>;
}

function ChildView({ child }: { readonly child: Child }): VNode {
  const { order } = child;
  const stage = stageOf(child);
  const hasLeft = stage === 'left';
  // The stage itself says it of what the school ended.
  const revoked =
    hasLeft || stage === 'ended' || stage.startsWith('objection') ? undefined : lastRevoked(child);
  return (
    <>
      <BackLink href="/dzieci" text={m.portal_children_title()} />
      <div class="child-head">
        <Face child={child} />
        <div>
          <PageTitle title={tabTitle(m.portal_child_tab())}>
            <span translate={false}>
              {child.givenNames} {child.surname}
            </span>
          </PageTitle>
          <p class="quiet">
            {m.portal_child_class({ classGroup: child.classGroup })} · {child.school.shortName}
          </p>
        </div>
      </div>
      <section class="card" aria-label={m.portal_child_tab()}>
        <StageMark child={child} />
        {revoked === undefined ? null : <p>{revoked}</p>}
        <p>{stageDetail(child)}</p>
        {order?.refusal?.note ? <p class="quote">{order.refusal.note}</p> : null}
        {order === null ? null : <p class="quiet">{m.portal_case_number({ number: order.caseNumber })}</p>}
        <StepTracker child={child} />
        <NextStep child={child} />
      </section>
      <Ways child={child} />
      {hasLeft ? null : <PaperId child={child} />}
      {hasLeft ? null : <AuthorityNote child={child} />}
      <section class="beside">
        <h2>{m.portal_contact_heading()}</h2>
        <SchoolContact school={child.school} />
      </section>
    </>
  );
}

function Ways({ child }: { readonly child: Child }): VNode | null {
  const { pupilId } = child;
  const stage = stageOf(child);
  const ways = [
    child.codeReady && stage !== 'code_ready'
      ? { page: 'kod' as const, text: m.portal_way_code(), hint: m.portal_way_code_hint() }
      : undefined,
    child.mobileIds.length > 0
      ? { page: 'telefony' as const, text: m.portal_phones_title(), hint: m.portal_way_phones_hint() }
      : undefined,
    child.mayOrder && child.portrait !== null && stage !== 'photo_refused'
      ? { page: 'zdjecie' as const, text: m.portal_way_photo(), hint: m.portal_way_photo_hint() }
      : undefined,
    // Limited rights know nothing of orders and phones, and object to nothing here.
    !child.objection && stage !== 'not_entitled' && stage !== 'left'
      ? { page: 'rezygnacja' as const, text: m.portal_objection_title(), hint: m.portal_way_objection_hint() }
      : undefined,
  ].filter((way) => way !== undefined);
  if (ways.length === 0) return null;
  return (
    <ul class="way-list">
      {ways.map(({ page, text, hint }) => (
        <li key={page}>
          <a href={addressOf(pupilId, page)}>
            <strong>{text}</strong>
            <span class="quiet">{hint}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

function PaperId({ child: { paperId } }: { readonly child: Child }): VNode {
  return (
    <section class="beside">
      <h2>{m.portal_paper_heading()}</h2>
      {paperId === null ? (
        <p>{m.portal_paper_none()}</p>
      ) : (
        <p>
          {paperId.valid
            ? m.portal_paper_valid({ number: paperId.number, day: dayText(paperId.validUntil) })
            : m.portal_paper_invalid({ number: paperId.number, day: dayText(paperId.validUntil) })}
        </p>
      )}
    </section>
  );
}
