import type { MobileId } from '@mleg/contract/common';
import type { Child } from '@mleg/contract/guardian';
import { formatMoment } from '@mleg/i18n/format';
import { m } from '@mleg/i18n/messages';
import { PageTitle, ProblemNotice } from '@mleg/ui/parts.tsx';
import type { ComponentChildren, VNode } from 'preact';
import { useState } from 'preact/hooks';
import { blockPhone, removePhone, unblockPhone } from './portal-api.ts';
import { reasonText } from './texts.ts';
import { type Act, useAct } from './use-act.ts';
import { BackLink, tabTitle, Whom } from './with-child.tsx';

/** What each step on a phone takes. */
type StepProps = {
  readonly child: Child;
  readonly phone: MobileId;
  /** The list of phones. */
  readonly back: string;
  /** The child after the change, and the sentence that says what was done. */
  readonly onDone: (child: Child, text: string) => void;
};

/** The phone is lost: what blocking does, and the button. */
export function BlockStep(props: StepProps): VNode {
  const act = useAct();
  const { child, phone, onDone } = props;
  const block = (): void =>
    act.run(async () => onDone(await blockPhone(child.pupilId, phone.id), m.portal_phone_blocked()));
  return (
    <Step {...props} title={m.portal_phone_lost()} act={act}>
      <p>{m.portal_phone_block_effect()}</p>
      <ul>
        <li>{m.portal_phone_block_effect_1()}</li>
        <li>{m.portal_phone_block_effect_2()}</li>
        <li>{m.portal_phone_block_effect_3()}</li>
      </ul>
      <button type="button" class="danger wide" aria-disabled={act.isBusy} onClick={block}>
        {m.portal_phone_block()}
      </button>
    </Step>
  );
}

/** The phone is found again. */
export function RestoreStep(props: StepProps): VNode {
  const act = useAct();
  const { child, phone, onDone } = props;
  const report = phone.suspensions.find(({ by }) => by === 'guardian');
  const restore = (): void =>
    act.run(async () => onDone(await unblockPhone(child.pupilId, phone.id), m.portal_phone_restored()));
  return (
    <Step {...props} title={m.portal_phone_found()} act={act} wrongState={m.portal_phone_not_yours()}>
      {report === undefined ? null : (
        <p>{m.portal_phone_restore_reported({ at: formatMoment(report.at) })}</p>
      )}
      <p>{m.portal_phone_restore_effect()}</p>
      <button type="button" class="primary wide" aria-disabled={act.isBusy} onClick={restore}>
        {m.portal_phone_restore()}
      </button>
    </Step>
  );
}

const REASONS = ['device_lost', 'device_stolen', 'device_damaged', 'malfunction', 'resignation'] as const;

/** Takes the ID off a phone for good, with a reason. */
export function RemoveStep(props: StepProps): VNode {
  const act = useAct();
  const [reason, setReason] = useState<string>();
  const [isMissing, setMissing] = useState(false);
  const { child, phone, onDone } = props;
  const remove = (): void => {
    setMissing(reason === undefined);
    if (reason === undefined) return;
    act.run(async () => onDone(await removePhone(child.pupilId, phone.id, reason), m.portal_phone_removed()));
  };
  return (
    <Step {...props} title={m.portal_phone_remove()} act={act}>
      <p>{m.portal_phone_remove_effect()}</p>
      <fieldset aria-invalid={isMissing}>
        <legend>{m.portal_phone_remove_why()}</legend>
        {isMissing ? (
          <span class="field-error" role="alert">
            {m.portal_phone_remove_choose()}
          </span>
        ) : null}
        {REASONS.map((one) => (
          <label key={one} class="choice">
            <input
              type="radio"
              name="reason"
              value={one}
              checked={reason === one}
              onChange={() => setReason(one)}
            />
            <span>{reasonText(one)}</span>
          </label>
        ))}
      </fieldset>
      <button type="button" class="danger wide" aria-disabled={act.isBusy} onClick={remove}>
        {m.portal_phone_remove_confirm()}
      </button>
    </Step>
  );
}

function Step({
  child,
  phone,
  back,
  title,
  act,
  wrongState,
  children,
}: Omit<StepProps, 'onDone'> & {
  readonly title: string;
  readonly act: Act;
  readonly wrongState?: string;
  readonly children: ComponentChildren;
}): VNode {
  const hasOwnText = act.error?.type === 'wrong_state' && wrongState !== undefined;
  return (
    <div class="narrow">
      <BackLink href={back} text={m.portal_phones_title()} />
      <PageTitle title={tabTitle(title)}>{title}</PageTitle>
      <Whom child={child} />
      <p class="quiet">{m.portal_phone_name({ number: phone.deviceNumber })}</p>
      {act.error === undefined ? null : (
        <ProblemNotice error={act.error} {...(hasOwnText ? { text: wrongState } : {})} />
      )}
      {children}
      <a class="button wide second" href={back}>
        {m.common_cancel()}
      </a>
    </div>
  );
}
