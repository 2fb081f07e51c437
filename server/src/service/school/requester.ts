import { tidyName } from '@mleg/core/person/names';
import { type GuardianshipRow, guardiansOfPupil } from '../../store/guardians.ts';
import type { SchoolTx } from '../../store/tenant.ts';

/**
 * The guardian of the register who asks for an order: by the e-mail address, by the name only where no address came.
 * Limited rights never order (rules.md W2): for them it is as if nobody known had asked.
 */
export async function requesterOf(
  tx: SchoolTx,
  pupilId: string,
  requester: { readonly name: string; readonly email?: string | undefined },
): Promise<GuardianshipRow | undefined> {
  const email = requester.email?.trim().toLowerCase();
  const name = tidyName(requester.name).toLocaleLowerCase('pl');
  return (await guardiansOfPupil(tx, pupilId)).find(
    (one) =>
      one.mayOrder &&
      (email === undefined ? one.name.toLocaleLowerCase('pl') === name : one.email?.toLowerCase() === email),
  );
}
