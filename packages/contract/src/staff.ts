import { z } from 'zod';
import { id, isoTime, role } from './common.ts';

/** GET /api/staff: who works in the school. */
export const staffMember = z.strictObject({
  /** Of the account. */
  id,
  name: z.string(),
  email: z.string().nullable(),
  roles: z.array(
    z.strictObject({
      role,
      classGroups: z.array(z.string()),
      /** The moment after a delegation's last day. */
      endsAt: isoTime.nullable(),
      state: z.enum(['active', 'ended', 'disabled']),
    }),
  ),
  lastLoginAt: isoTime.nullable(),
});
export type StaffMember = z.infer<typeof staffMember>;
export const staffList = z.strictObject({ staff: z.array(staffMember), isCut: z.boolean() });
export type StaffList = z.infer<typeof staffList>;

/** POST …/log-out: how many sessions were ended. */
export const loggedOut = z.strictObject({ sessions: z.number().int() });
