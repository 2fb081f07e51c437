import type { MobileId } from '@mleg/contract/common';
import { formatMoment } from '@mleg/i18n/format';
import { m } from '@mleg/i18n/messages';
import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { restoreMobileId } from '../api.ts';
import type { Action } from '../use-action.ts';
import { actorText } from '../words.ts';

type RestoreProps = {
  readonly pupilId: string;
  readonly one: MobileId;
  readonly action: Action;
  readonly onCancel: () => void;
  readonly onDone: () => void;
};

/** Restoring is a step of its own: it says who suspended the ID and when, before a lost phone's ID is valid again. */
export function RestoreStep({ pupilId, one, action, onCancel, onDone }: RestoreProps): VNode {
  const asked = one.suspensions.filter(({ cause }) => cause === 'request');
  const isLoss = asked.some(({ by }) => by !== 'school');
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  const restore = async (): Promise<void> => {
    if (await action.run(() => restoreMobileId(pupilId, one.id))) onDone();
  };
  return (
    <div class="step" tabIndex={-1} ref={box}>
      <p>{m.panel_restore_who()}</p>
      <ul>
        {asked.map(({ by, at }) => (
          <li key={`${by} ${at}`}>{m.panel_restore_line({ who: actorText(by), at: formatMoment(at) })}</li>
        ))}
      </ul>
      <p class="effect">{isLoss ? m.panel_restore_effect_loss() : m.panel_restore_effect()}</p>
      <div class="row">
        <button type="button" class="primary" aria-disabled={action.isBusy} onClick={() => void restore()}>
          {m.panel_restore_confirm()}
        </button>
        <button type="button" onClick={onCancel}>
          {m.common_cancel()}
        </button>
      </div>
    </div>
  );
}
