import type { PupilDetail } from '@mleg/contract/pupil';
import { m } from '@mleg/i18n/messages';
import { ProblemNotice } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { revokeMobileIds } from '../api.ts';
import { useAction } from '../use-action.ts';

type Guardian = PupilDetail['guardians'][number];

/** Guardians who had full rights, have them no more, and took codes whose IDs still stand in phones. */
export function whoLostRights(before: PupilDetail, after: PupilDetail): Guardian[] {
  const isFull = (id: string): boolean =>
    after.guardians.some((one) => one.id === id && one.rights === 'full');
  return before.guardians.filter(
    ({ id, rights, standingMobileIds }) => rights === 'full' && standingMobileIds.length > 0 && !isFull(id),
  );
}

/** Offers to revoke what a person activated who has lost the rights (rules.md W2). */
export function LostRights({
  pupil,
  guardian,
  onDone,
}: {
  readonly pupil: PupilDetail;
  readonly guardian: Guardian;
  readonly onDone: (isChanged: boolean) => void;
}): VNode {
  const { run, isBusy, error } = useAction();
  const numbers = pupil.mobileIds
    .filter(({ id }) => guardian.standingMobileIds.includes(id))
    .map(({ deviceNumber }) => m.panel_phone({ number: deviceNumber }))
    .join(', ');
  const revoke = async (): Promise<void> => {
    const isDone = await run(async () => {
      for (const id of guardian.standingMobileIds) await revokeMobileIds(pupil.id, 'data_error', id);
    });
    if (isDone) onDone(true);
  };
  return (
    <div class="notice warn" role="alert">
      {error === undefined ? null : <ProblemNotice error={error} />}
      <p>{m.panel_lost_rights({ name: guardian.name, phones: numbers })}</p>
      <div class="row">
        <button type="button" class="danger" aria-disabled={isBusy} onClick={() => void revoke()}>
          {m.panel_lost_rights_revoke()}
        </button>
        <button type="button" onClick={() => onDone(false)}>
          {m.panel_lost_rights_keep()}
        </button>
      </div>
    </div>
  );
}
