import type { Child } from '@mleg/contract/guardian';
import { m } from '@mleg/i18n/messages';
import { PageTitle } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { addressOf } from '../addresses.ts';
import { PhotoReasons } from '../photo-verdict.tsx';
import { missingText, untilDay } from '../texts.ts';
import { tabTitle, Whom, WithChild } from '../with-child.tsx';

/** The order is with the school: its number, the day of the answer, and what happens next. */
export function SentPage({ pupilId }: { readonly pupilId: string }): VNode {
  return <WithChild pupilId={pupilId}>{(child) => <Sent child={child} />}</WithChild>;
}

function Sent({ child }: { readonly child: Child }): VNode {
  const { order, pupilId } = child;
  const needsPhoto = order?.missing.includes('portrait') ?? false;
  return (
    <>
      <div class="panel-done">
        <span class="done-sign" aria-hidden="true">
          ✓
        </span>
        <PageTitle title={tabTitle(m.portal_sent_title())}>{m.portal_sent_title()}</PageTitle>
        {order === null ? null : <p class="lead">{m.portal_case_number({ number: order.caseNumber })}</p>}
      </div>
      <Whom child={child} />
      {order?.dueOn ? (
        <p class="lead">
          {m.portal_sent_due({ until: untilDay(order.dueOn), count: child.deadlineWorkingDays })}
        </p>
      ) : (
        <p class="notice warn">{m.portal_sent_missing({ missing: missingText(order?.missing ?? []) })}</p>
      )}
      <PhotoDoubt child={child} />
      <h2>{m.portal_sent_next_heading()}</h2>
      <ol class="plain-steps">
        {needsPhoto ? <li>{m.portal_sent_next_photo()}</li> : null}
        <li>{m.portal_sent_next_1()}</li>
        <li>{m.portal_sent_next_2()}</li>
        <li>{m.portal_sent_next_3()}</li>
      </ol>
      {needsPhoto ? (
        <a class="button primary wide" href={addressOf(pupilId, 'zdjecie')}>
          {m.portal_next_photo()}
        </a>
      ) : (
        <a class="button primary wide" href="/dzieci">
          {m.portal_sent_back()}
        </a>
      )}
    </>
  );
}

/** What the program noticed in the photo that came with the order: it never blocks, and a better one may follow. */
function PhotoDoubt({ child }: { readonly child: Child }): VNode | null {
  const { portrait, pupilId } = child;
  if (portrait?.state !== 'waiting' || portrait.reasons.length === 0) return null;
  return (
    <div class="notice warn">
      <p>{m.portal_sent_photo_doubt()}</p>
      <PhotoReasons reasons={portrait.reasons} />
      <p>
        <a href={addressOf(pupilId, 'zdjecie')}>{m.portal_sent_photo_new()}</a>
      </p>
    </div>
  );
}
