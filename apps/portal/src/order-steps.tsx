import type { Child } from '@mleg/contract/guardian';
import { m } from '@mleg/i18n/messages';
import type { ApiError } from '@mleg/ui/call-api';
import { ProblemNotice } from '@mleg/ui/parts.tsx';
import { needsOtherPhoto } from '@mleg/ui/photo/photo-problem';
import { SendProgress } from '@mleg/ui/photo/send-progress.tsx';
import type { VNode } from 'preact';
import type { ChosenPhoto } from './photo-choice.tsx';
import { PhotoSendProblem } from './photo-send-problem.tsx';
import { dayText } from './texts.ts';
import type { OrderSending } from './use-order-sending.ts';
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

/** How the school uses the data, whatever is sent then. */
export function PrivacyText({ child }: { readonly child: Child }): VNode {
  return (
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
  );
}

type NoticeProps = {
  readonly child: Child;
  /** The photo that goes with the order; undefined when there is none or the school has it. */
  readonly photo: ChosenPhoto | undefined;
  readonly sending: OrderSending;
  readonly onOtherPhoto: () => void;
};

/** Step 4: how the school uses the data; only then anything is sent, the photo first and the order with it. */
export function NoticeStep({ child, photo, sending, onOtherPhoto }: NoticeProps): VNode {
  const { act, progress, isPhotoThere, send } = sending;
  const goesAlong = photo !== undefined && !isPhotoThere;
  const { error } = act;
  return (
    <>
      <PrivacyText child={child} />
      <AuthorityNote child={child} />
      {photo === undefined ? null : (
        <figure class="photo-now">
          <img src={photo.url} alt={m.portal_photo_now_alt()} width="140" height="180" />
          {goesAlong ? <figcaption>{m.portal_photo_chosen()}</figcaption> : null}
        </figure>
      )}
      {child.portrait === null && photo === undefined ? (
        <p class="notice warn">{m.portal_privacy_no_photo()}</p>
      ) : null}
      {error === undefined ? null : <OrderProblem error={error} isPhotoThere={isPhotoThere} />}
      {error !== undefined && goesAlong && needsOtherPhoto(error) ? (
        <button type="button" class="wide" onClick={onOtherPhoto}>
          {m.crop_other()}
        </button>
      ) : null}
      <SendProgress progress={progress} />
      <button type="button" class="primary wide" aria-disabled={act.isBusy} onClick={send}>
        {sendLabel(act.isBusy, goesAlong)}
      </button>
    </>
  );
}

function sendLabel(isBusy: boolean, hasPhoto: boolean): string {
  if (isBusy) return m.portal_sending();
  return hasPhoto ? m.portal_order_send_photo() : m.portal_order_send();
}

/** Which half failed: before the photo was there nothing was sent, after it the order alone is missing. */
function OrderProblem(props: { readonly error: ApiError; readonly isPhotoThere: boolean }): VNode {
  const { error, isPhotoThere } = props;
  return (
    <>
      {isPhotoThere ? <p class="notice warn">{m.portal_photo_half()}</p> : null}
      {isPhotoThere ? <ProblemNotice error={error} /> : <PhotoSendProblem error={error} />}
    </>
  );
}
