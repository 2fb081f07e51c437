import { ageOver } from '@mleg/core/calendar/age';
import { warsawDayOf } from '@mleg/core/calendar/warsaw';
import { DomainError } from '@mleg/core/errors';
import { type FoundLockCode, findLockCode } from '../../store/offers.ts';
import { inPupilCase, type PupilCase } from '../../store/pupil-case.ts';
import { normaliseTypedCode } from '../issuing/codes.ts';
import type { SchoolDeps } from '../school-deps.ts';
import { suspend } from './change-mobile-ids.ts';

const LOCK_CODE = { kind: 'system', id: 'lock_code' } as const;

/**
 * Suspends everything behind a lock code, without a log-in, and tells the family (rules.md C4).
 * @returns how many were suspended
 * @throws DomainError `not_found` for a code that is mistyped, unknown or ended with its right or its holder's rights
 *   (C9): one answer for all
 */
export async function suspendByLockCode(
  deps: Pick<SchoolDeps, 'store' | 'vault' | 'now'>,
  typed: string,
): Promise<number> {
  const code = normaliseTypedCode(typed);
  if (code === undefined) throw new DomainError('not_found');
  const index = deps.vault.operatorIndex('lock_code', code);
  const { school, pupilId } = aliveOrUnknown(deps, await findLockCode(deps.store, index));
  const work = async (pupilCase: PupilCase): Promise<number> => {
    // Again behind the lock: whoever takes the holder's rights away has ended.
    aliveOrUnknown(deps, await findLockCode(pupilCase, index));
    return suspend(deps, pupilCase, { actor: LOCK_CODE, by: 'lock_code' });
  };
  // Whoever lost a phone waits behind nobody's file.
  return inPupilCase(deps, { school, pupilId }, work, 'urgent');
}

/** W4: at midnight of the eighteenth birthday a guardian's code ends. @throws DomainError not_found */
function aliveOrUnknown(deps: Pick<SchoolDeps, 'now'>, found: FoundLockCode | undefined): FoundLockCode {
  const isOver = found?.isGuardians && ageOver(found.bornOn, warsawDayOf(deps.now()), 18);
  if (!found || isOver) throw new DomainError('not_found');
  return found;
}
