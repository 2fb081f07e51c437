import type { MobileId } from '@mleg/contract/common';
import { formatDay, formatMoment } from '@mleg/i18n/format';
import { m } from '@mleg/i18n/messages';
import { ProblemNotice } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { restoreMobileId, revokeMobileIds, suspendMobileId } from '../api.ts';
import { type Action, useAction } from '../use-action.ts';
import { actorText, mobileIdStateWords, revocationWords } from '../words.ts';
import { ReasonList } from './reason-list.tsx';
import { Section } from './section.tsx';
import { StoppedCodes } from './stopped-codes.tsx';

type ListProps = {
  readonly pupilId: string;
  readonly mobileIds: readonly MobileId[];
  readonly onChanged: () => void;
};

const isLive = ({ state }: MobileId): boolean => state === 'active' || state === 'suspended';

/** The pupil's mobile IDs, phone by phone: suspend, restore, revoke one or all (screens.md S-9). */
export function MobileIds({ pupilId, mobileIds, onChanged }: ListProps): VNode {
  const action = useAction();
  const [revoking, setRevoking] = useState<string>();
  const isSeveral = mobileIds.filter(isLive).length > 1;
  const revoke = async (reason: keyof typeof revocationWords): Promise<void> => {
    const one = revoking === 'all' ? undefined : revoking;
    if (!(await action.run(() => revokeMobileIds(pupilId, reason, one)))) return;
    setRevoking(undefined);
    onChanged();
  };
  const step = (
    <ReasonList
      legend={revoking === 'all' ? m.panel_revoke_all_why() : m.panel_revoke_why()}
      words={revocationWords}
      confirm={revoking === 'all' ? m.panel_revoke_all_confirm() : m.panel_revoke_confirm()}
      isDanger
      isBusy={action.isBusy}
      onCancel={() => setRevoking(undefined)}
      onConfirm={revoke}
    >
      <p class="effect">{m.panel_revoke_effect()}</p>
    </ReasonList>
  );
  return (
    <Section title={m.panel_mobile_ids_title()}>
      {action.error === undefined ? null : <ProblemNotice error={action.error} />}
      {mobileIds.length === 0 ? <p class="quiet">{m.panel_mobile_ids_none()}</p> : null}
      <ul class="mobile-ids">
        {mobileIds.map((one) => (
          <li key={one.id}>
            <MobileIdLine one={one} />
            {isLive(one) && revoking !== one.id ? (
              <Buttons {...{ one, pupilId, action, onChanged }} onRevoke={() => setRevoking(one.id)} />
            ) : null}
            <StoppedCodes {...{ one, pupilId, action, onChanged }} />
            {revoking === one.id ? step : null}
          </li>
        ))}
      </ul>
      {isSeveral && revoking !== 'all' ? (
        <button type="button" onClick={() => setRevoking('all')}>
          {m.panel_revoke_all()}
        </button>
      ) : null}
      {revoking === 'all' ? step : null}
    </Section>
  );
}

function MobileIdLine({ one }: { readonly one: MobileId }): VNode {
  const tone = { active: 'good', suspended: 'warn', revoked: 'bad', expired: '', superseded: '' }[one.state];
  return (
    <p>
      <strong>{m.panel_phone({ number: one.deviceNumber })}</strong>{' '}
      <span class={`chip ${tone}`}>{mobileIdStateWords[one.state]()}</span>{' '}
      {one.reason === null ? null : revocationWords[one.reason]()}
      {one.state === 'suspended' && one.suspendedBy !== null
        ? m.panel_suspended_by({ who: actorText(one.suspendedBy) })
        : null}
      <span class="quiet block">
        {m.panel_phone_since({
          at: formatMoment(one.activatedAt),
          who: actorText(one.activatedBy),
          until: formatDay(one.validUntil),
        })}
      </span>
    </p>
  );
}

function Buttons(props: {
  readonly one: MobileId;
  readonly pupilId: string;
  readonly action: Action;
  readonly onChanged: () => void;
  readonly onRevoke: () => void;
}): VNode {
  const { one, pupilId, action, onChanged, onRevoke } = props;
  const isSuspended = one.state === 'suspended';
  const toggle = async (): Promise<void> => {
    const change = isSuspended ? restoreMobileId : suspendMobileId;
    if (await action.run(() => change(pupilId, one.id))) onChanged();
  };
  return (
    <div class="row">
      <button type="button" aria-disabled={action.isBusy} onClick={() => void toggle()}>
        {isSuspended ? m.panel_restore() : m.panel_suspend()}
      </button>
      <button type="button" onClick={onRevoke}>
        {m.panel_revoke()}
      </button>
    </div>
  );
}
