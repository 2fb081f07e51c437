import type { MobileId } from '@mleg/contract/common';
import { m } from '@mleg/i18n/messages';
import type { VNode } from 'preact';
import { restoreMobileId } from '../api.ts';
import type { Action } from '../use-action.ts';

/**
 * The school suspended this ID, and the phone or the family ended it meanwhile: no code gives another one until the school
 * says so (rules.md C9).
 */
export function StoppedCodes(props: {
  readonly one: MobileId;
  readonly pupilId: string;
  readonly action: Action;
  readonly onChanged: () => void;
}): VNode | null {
  const { one, pupilId, action, onChanged } = props;
  const hasEnded = one.state === 'revoked' || one.state === 'superseded';
  if (!hasEnded || one.suspendedBy !== 'school') return null;
  const allow = async (): Promise<void> => {
    if (await action.run(() => restoreMobileId(pupilId, one.id))) onChanged();
  };
  return (
    <div class="row">
      <p class="quiet">{m.panel_codes_stopped()}</p>
      <button type="button" aria-disabled={action.isBusy} onClick={() => void allow()}>
        {m.panel_codes_allow()}
      </button>
    </div>
  );
}
