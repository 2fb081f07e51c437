import type { Child } from '@mleg/contract/guardian';
import { m } from '@mleg/i18n/messages';
import { ProblemNotice } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { addressOf } from './addresses.ts';
import { readChild, removePhone } from './portal-api.ts';
import { useAct } from './use-act.ts';
import { SchoolContact } from './with-child.tsx';

type Props = { readonly child: Child; readonly onChanged: (child: Child) => void };

/**
 * Why no code is given (rules.md C9). What the school suspended only the school restores; what a lock code reported lost
 * a guardian may revoke for good, and take a new code.
 */
export function CodeStopped({ child, onChanged }: Props): VNode {
  if (child.codeStop === 'suspended_by_school') {
    return (
      <>
        <p class="notice warn">{m.portal_stop_school()}</p>
        <section class="beside">
          <h2>{m.portal_contact_heading()}</h2>
          <SchoolContact school={child.school} />
        </section>
      </>
    );
  }
  return <ReportedLost child={child} onChanged={onChanged} />;
}

function ReportedLost({ child, onChanged }: Props): VNode {
  const act = useAct();
  const { pupilId, mobileIds } = child;
  const lost = mobileIds.filter((one) => one.state === 'suspended' && one.suspendedBy === 'lock_code');
  const revoke = (): void =>
    act.run(async () => {
      for (const { id } of lost) await removePhone(pupilId, id, 'device_lost');
      onChanged(await readChild(pupilId));
    });
  return (
    <>
      {act.error === undefined ? null : <ProblemNotice error={act.error} />}
      <p class="notice warn">{m.portal_stop_lost()}</p>
      <section class="card">
        <h2>{m.portal_stop_lost_heading()}</h2>
        <p>{m.portal_stop_lost_effect()}</p>
        <button type="button" class="danger wide" aria-disabled={act.isBusy} onClick={revoke}>
          {act.isBusy ? m.portal_sending() : m.portal_stop_lost_revoke()}
        </button>
      </section>
      <section class="card">
        <h2>{m.portal_stop_found_heading()}</h2>
        <p>{m.portal_stop_found()}</p>
        <SchoolContact school={child.school} />
        <a class="button wide" href={addressOf(pupilId, 'telefony')}>
          {m.portal_next_phones()}
        </a>
      </section>
    </>
  );
}
