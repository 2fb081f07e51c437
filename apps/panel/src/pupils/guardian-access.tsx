import type { PupilDetail } from '@mleg/contract/pupil';
import { m } from '@mleg/i18n/messages';
import { ProblemNotice } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { logOutGuardian } from '../api.ts';
import { useAction } from '../use-action.ts';

/** Ends a guardian's sessions in the portal, for a phone or computer that is not theirs any more; the rights stand. */
export function GuardianAccess(props: {
  readonly pupilId: string;
  readonly guardian: PupilDetail['guardians'][number];
}): VNode {
  const { pupilId, guardian } = props;
  const { id, name } = guardian;
  const { run, isBusy, error } = useAction();
  const [said, setSaid] = useState('');
  const logOut = (): Promise<boolean> =>
    run(async () =>
      setSaid(m.panel_staff_logged_out({ count: (await logOutGuardian(pupilId, id)).sessions })),
    );
  return (
    <>
      <button
        type="button"
        class="plain"
        aria-label={m.panel_guardian_log_out_of({ name })}
        aria-disabled={isBusy}
        onClick={() => void logOut()}
      >
        {m.panel_guardian_log_out()}
      </button>
      <span role="status" class="said good">
        {said}
      </span>
      {error === undefined ? null : <ProblemNotice error={error} />}
    </>
  );
}
