import type { StaffList, StaffMember } from '@mleg/contract/staff';
import { m } from '@mleg/i18n/messages';
import { ProblemNotice } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { disableAccount, enableAccount, logOutStaff } from '../api.ts';
import { FormEnd } from '../parts/form-end.tsx';
import { type Action, useAction } from '../use-action.ts';

type AccessProps = {
  readonly member: StaffMember;
  readonly isOwn: boolean;
  readonly put: (list: StaffList) => void;
};
type Act = 'log-out' | 'disable';

/** What can be done with one person's way in; each says what it does before it does it. */
export function StaffAccess({ member, isOwn, put }: AccessProps): VNode {
  const { id, name } = member;
  const action = useAction();
  const [act, setAct] = useState<Act>();
  const [said, setSaid] = useState('');
  const isOff = member.roles.every(({ state }) => state === 'disabled');
  const hasRole = member.roles.some(({ state }) => state !== 'disabled');
  const done = (text: string): void => {
    setAct(undefined);
    setSaid(text);
  };
  const confirm = async (): Promise<void> => {
    let text = m.panel_staff_disabled();
    const isDone = await action.run(async () => {
      if (act === 'disable') put(await disableAccount(id));
      else text = m.panel_staff_logged_out({ count: (await logOutStaff(id)).sessions });
    });
    if (isDone) done(text);
  };
  const enable = async (): Promise<void> => {
    if (await action.run(async () => put(await enableAccount(id)))) done(m.panel_staff_enabled());
  };
  return (
    <>
      {act === undefined ? (
        <div class="row">
          <button
            type="button"
            aria-label={m.panel_staff_log_out_of({ name })}
            onClick={() => setAct('log-out')}
          >
            {m.panel_staff_log_out()}
          </button>
          {hasRole && !isOwn ? (
            <button
              type="button"
              aria-label={m.panel_staff_disable_of({ name })}
              onClick={() => setAct('disable')}
            >
              {m.panel_staff_disable()}
            </button>
          ) : null}
          {isOff ? (
            <button
              type="button"
              aria-label={m.panel_staff_enable_of({ name })}
              onClick={() => void enable()}
            >
              {m.panel_staff_enable()}
            </button>
          ) : null}
        </div>
      ) : (
        <Confirm {...{ act, action }} onConfirm={() => void confirm()} onClose={() => setAct(undefined)} />
      )}
      <Said text={said} />
      {action.error === undefined ? null : <ProblemNotice error={action.error} />}
    </>
  );
}

/** Takes the focus: the button that did it is gone. */
function Said({ text }: { readonly text: string }): VNode {
  const box = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (text !== '') box.current?.focus();
  }, [text]);
  return (
    <p role="status" class="said good" tabIndex={-1} ref={box}>
      {text}
    </p>
  );
}

function Confirm(props: {
  readonly act: Act;
  readonly action: Action;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}): VNode {
  const { act, action, onConfirm, onClose } = props;
  const box = useRef<HTMLParagraphElement>(null);
  useEffect(() => box.current?.focus(), []);
  const isDisable = act === 'disable';
  return (
    <form
      class="step"
      onSubmit={(event) => {
        event.preventDefault();
        onConfirm();
      }}
    >
      <p class="effect" tabIndex={-1} ref={box}>
        {isDisable ? m.panel_staff_disable_text() : m.panel_staff_log_out_text()}
      </p>
      <FormEnd
        label={isDisable ? m.panel_staff_disable() : m.panel_staff_log_out()}
        class={isDisable ? 'danger' : 'primary'}
        isBusy={action.isBusy}
        onClose={onClose}
      />
    </form>
  );
}
