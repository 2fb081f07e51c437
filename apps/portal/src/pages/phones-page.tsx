import type { MobileId } from '@mleg/contract/common';
import type { Child } from '@mleg/contract/guardian';
import { dayOf, formatMoment } from '@mleg/i18n/format';
import { m } from '@mleg/i18n/messages';
import { PageTitle } from '@mleg/ui/parts.tsx';
import { go, usePlace } from '@mleg/ui/router';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { addressOf } from '../addresses.ts';
import { stageOf } from '../child-stage.ts';
import { BlockStep, RemoveStep, RestoreStep } from '../phone-steps.tsx';
import { stageDetail } from '../stage-detail.ts';
import { dayText, reasonText } from '../texts.ts';
import { BackLink, tabTitle, Whom, WithChild } from '../with-child.tsx';

const STEPS = { zgubiony: BlockStep, przywroc: RestoreStep, usun: RemoveStep } as const;

/** The phones that hold the ID: block, restore, remove, add another. */
export function PhonesPage({ pupilId }: { readonly pupilId: string }): VNode {
  return <WithChild pupilId={pupilId}>{(child, put) => <Phones child={child} put={put} />}</WithChild>;
}

function Phones({ child, put }: { readonly child: Child; readonly put: (child: Child) => void }): VNode {
  const { query } = usePlace();
  const [done, setDone] = useState<string>();
  const address = addressOf(child.pupilId, 'telefony');
  const phone = child.mobileIds.find((one) => one.id === query.get('telefon'));
  const step = query.get('krok') ?? '';
  if (phone !== undefined && Object.hasOwn(STEPS, step)) {
    const Step = STEPS[step as keyof typeof STEPS];
    const finish = (changed: Child, text: string): void => {
      put(changed);
      setDone(text);
      go(address, { replace: true });
    };
    return <Step key={`${phone.id} ${step}`} child={child} phone={phone} back={address} onDone={finish} />;
  }
  return <PhoneList child={child} done={done} />;
}

function PhoneList({ child, done }: { readonly child: Child; readonly done: string | undefined }): VNode {
  const living = child.mobileIds.filter(({ state }) => state === 'active' || state === 'suspended');
  const others = child.mobileIds.filter((one) => !living.includes(one));
  const stage = stageOf(child);
  const isOver = stage === 'left' || stage === 'ended';
  return (
    <>
      <BackLink href={addressOf(child.pupilId)} text={m.portal_child_tab()} />
      <PageTitle title={tabTitle(m.portal_phones_title())}>{m.portal_phones_title()}</PageTitle>
      <Whom child={child} />
      <div role="status">{done === undefined ? null : <p class="notice good">{done}</p>}</div>
      {living.length === 0 && !isOver ? <p>{m.portal_phones_none()}</p> : null}
      {isOver ? <p class="notice">{stageDetail(child)}</p> : null}
      <ul class="phones">
        {living.map((phone) => (
          <li key={phone.id}>
            <LivingPhone pupilId={child.pupilId} phone={phone} />
          </li>
        ))}
      </ul>
      {/* Where a lock code stopped the codes, the page of the code says what can be done. */}
      {child.codeReady || child.codeStop === 'reported_lost' ? (
        <section class="beside">
          <h2>{m.portal_phones_new_heading()}</h2>
          <p>{m.portal_phones_new_text()}</p>
          <a class="button primary wide" href={addressOf(child.pupilId, 'kod')}>
            {m.portal_phones_new()}
          </a>
        </section>
      ) : null}
      {others.length === 0 ? null : (
        <details open={living.length === 0}>
          <summary>{m.portal_phones_ended({ count: others.length })}</summary>
          <ul>
            {others.map((phone) => (
              <li key={phone.id}>{endedText(phone, child)}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function LivingPhone({ pupilId, phone }: { readonly pupilId: string; readonly phone: MobileId }): VNode {
  const step = (name: keyof typeof STEPS): string =>
    `${addressOf(pupilId, 'telefony')}?telefon=${phone.id}&krok=${name}`;
  const isActive = phone.state === 'active';
  // Also one that the rules suspended may be lost: then it does not come back by itself.
  const mayReport = isActive || phone.suspensions.every(({ cause }) => cause !== 'request');
  return (
    <article class="card">
      <h2>{m.portal_phone_name({ number: phone.deviceNumber })}</h2>
      <p class={isActive ? 'stage good' : 'stage bad'}>
        <span class="stage-sign" aria-hidden="true">
          {isActive ? '✓' : '!'}
        </span>
        <strong>{isActive ? m.mobile_id_state_active() : m.mobile_id_state_suspended()}</strong>
      </p>
      <p class="quiet">
        {m.portal_phone_since({ day: dayText(dayOf(phone.activatedAt)) })}{' '}
        {m.portal_phone_until({ day: dayText(phone.validUntil) })}
      </p>
      {isActive ? null : <SuspendedText phone={phone} />}
      <div class="actions">
        {mayReport ? (
          <a class="button danger wide" href={step('zgubiony')}>
            {m.portal_phone_lost()}
          </a>
        ) : null}
        {phone.suspendedBy === 'guardian' ? (
          <a class="button primary wide" href={step('przywroc')}>
            {m.portal_phone_found()}
          </a>
        ) : null}
        <a class="button wide" href={step('usun')}>
          {m.portal_phone_remove()}
        </a>
      </div>
    </article>
  );
}

function SuspendedText({ phone }: { readonly phone: MobileId }): VNode {
  const [first] = phone.suspensions;
  return (
    <p>
      {suspendedText(phone)}{' '}
      {first?.cause === 'request' ? m.portal_phone_suspended_on({ at: formatMoment(first.at) }) : null}
    </p>
  );
}

function suspendedText({ suspendedBy, suspensions }: MobileId): string {
  const [first] = suspensions;
  if (first?.cause === 'paper_id') return m.portal_phone_suspended_paper();
  if (first?.cause === 'objection') return m.portal_phone_suspended_objection();
  if (suspendedBy === 'guardian') return m.portal_phone_suspended_guardian();
  if (suspendedBy === 'lock_code') return m.portal_phone_suspended_lock_code();
  return suspendedBy === 'pupil' ? m.portal_phone_suspended_pupil() : m.portal_phone_suspended_school();
}

function endedText(one: MobileId, child: Child): string {
  const phone = m.portal_phone_name({ number: one.deviceNumber });
  const state = endedState(one, child);
  const on = one.state === 'expired' ? one.validUntil : one.endedAt && dayOf(one.endedAt);
  return on ? m.portal_phone_ended_on({ phone, state, day: dayText(on) }) : `${phone} – ${state}`;
}

function endedState({ state, reason, deviceNumber }: MobileId, { onePhoneOnly, mobileIds }: Child): string {
  if (state === 'expired') return m.mobile_id_state_expired();
  if (state === 'superseded') {
    const next = onePhoneOnly && mobileIds.find((other) => other.deviceNumber > deviceNumber);
    return next
      ? m.portal_phone_superseded_other({ number: next.deviceNumber })
      : m.mobile_id_state_superseded();
  }
  const why = reason === null ? '' : ` (${reasonText(reason)})`;
  return `${m.mobile_id_state_revoked()}${why}`;
}
