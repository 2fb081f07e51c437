import { type GuardianshipRow, guardiansOfPupil } from '../../store/guardians.ts';
import type { PupilCase } from '../../store/pupil-case.ts';
import { isSameName } from './same-name.ts';

/**
 * The guardian of the register who asks for an order: by the e-mail address, by the name only where no address came.
 * Limited rights never order (rules.md W2): for them it is as if nobody known had asked.
 */
export async function requesterOf(
  pupilCase: PupilCase,
  requester: { readonly name: string; readonly email?: string | undefined },
): Promise<GuardianshipRow | undefined> {
  const email = requester.email?.trim().toLowerCase();
  return (await guardiansOfPupil(pupilCase, pupilCase.pupilId)).find(
    (one) =>
      one.mayOrder && (email === undefined ? isSameName(one, requester) : one.email?.toLowerCase() === email),
  );
}
