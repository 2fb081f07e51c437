import type { Child } from '@mleg/contract/guardian';
import { m } from '@mleg/i18n/messages';
import { ProblemNotice } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { dayText } from './texts.ts';
import type { Act } from './use-act.ts';
import { AuthorityNote, SchoolContact } from './with-child.tsx';

/** Step 1: what the school's register says, to read only. */
export function DataStep({ child, onNext }: { readonly child: Child; readonly onNext: () => void }): VNode {
  const { paperId } = child;
  const rows = [
    [m.portal_data_given_names(), child.givenNames],
    [m.portal_data_surname(), child.surname],
    [m.portal_data_birth_date(), dayText(child.birthDate)],
    [m.portal_data_class(), child.classGroup],
    [m.portal_data_school(), child.school.name],
    [
      m.portal_paper_heading(),
      paperId === null
        ? m.portal_data_paper_none()
        : m.portal_data_paper({ number: paperId.number, day: dayText(paperId.validUntil) }),
    ],
  ];
  return (
    <>
      <dl class="data card">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {paperId?.valid ? null : <p class="notice warn">{m.portal_detail_paper_id_missing()}</p>}
      <details>
        <summary>{m.portal_data_wrong()}</summary>
        <p>{m.portal_data_wrong_next()}</p>
        <SchoolContact school={child.school} />
      </details>
      <button type="button" class="primary wide" onClick={onNext}>
        {m.portal_data_right()}
      </button>
    </>
  );
}

type CollectProps = {
  readonly value: boolean;
  readonly onChange: (value: boolean) => void;
  readonly onNext: () => void;
};

/** Step 3: who may fetch the code at school, should it be handed out on paper. */
export function CollectStep({ value, onChange, onNext }: CollectProps): VNode {
  const choice = (mayPupil: boolean, text: string, hint: string): VNode => (
    <label class="choice">
      <input type="radio" name="collect" checked={value === mayPupil} onChange={() => onChange(mayPupil)} />
      <span>
        {text}
        <span class="field-hint">{hint}</span>
      </span>
    </label>
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onNext();
      }}
    >
      <fieldset>
        <legend>{m.portal_collect_question()}</legend>
        {choice(false, m.portal_collect_me(), m.portal_collect_me_hint())}
        {choice(true, m.portal_collect_both(), m.portal_collect_both_hint())}
      </fieldset>
      <p class="quiet">{m.portal_collect_portal()}</p>
      <button type="submit" class="primary wide">
        {m.common_continue()}
      </button>
    </form>
  );
}

type NoticeProps = { readonly child: Child; readonly act: Act; readonly onSend: () => void };

/** Step 4: how the school uses the data, then send. */
export function NoticeStep({ child, act, onSend }: NoticeProps): VNode {
  return (
    <>
      <div class="prose">
        <p>{m.portal_privacy_who({ school: child.school.name, address: child.school.address })}</p>
        <ul>
          <li>{m.portal_privacy_what()}</li>
          <li>{m.portal_privacy_photo()}</li>
          <li>{m.portal_privacy_where()}</li>
          <li>{m.portal_privacy_show()}</li>
          <li>{m.portal_privacy_rights()}</li>
        </ul>
      </div>
      <AuthorityNote child={child} />
      {child.portrait === null ? <p class="notice warn">{m.portal_privacy_no_photo()}</p> : null}
      {act.error === undefined ? null : <ProblemNotice error={act.error} />}
      <button type="button" class="primary wide" aria-disabled={act.isBusy} onClick={onSend}>
        {act.isBusy ? m.portal_sending() : m.portal_order_send()}
      </button>
    </>
  );
}
