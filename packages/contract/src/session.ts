import { z } from 'zod';
import { email, id, language, role } from './common.ts';

/** POST …/session/link: asks for a one-time link. Always 204, whether or not the address is known. */
export const linkRequest = z.strictObject({ email, language: language.optional() });
/** POST …/session: exchanges the link's token (from the URL fragment) for a session cookie. */
export const sessionRequest = z.strictObject({ token: z.string().min(20).max(200) });

export const schoolBrief = z.strictObject({
  rspo: z.string(),
  name: z.string(),
  shortName: z.string(),
  address: z.string(),
  phone: z.string(),
  officeHours: z.string(),
});
export const schoolPolicy = z.strictObject({
  basis: z.enum(['application', 'objection']),
  devices: z.enum(['one', 'many']),
  deadlineWorkingDays: z.number().int(),
  channels: z.array(z.enum(['journal', 'mailbox', 'paper'])),
});

/** GET /api/session on the panel. */
export const staffSession = z.strictObject({
  account: z.strictObject({ id, name: z.string() }),
  role,
  school: schoolBrief,
  policy: schoolPolicy,
  /** All schools of this person, to switch in one click (rules.md W5). */
  memberships: z.array(z.strictObject({ rspo: z.string(), shortName: z.string(), role })),
  demo: z.boolean(),
  idleSeconds: z.number().int(),
});
export type StaffSession = z.infer<typeof staffSession>;
/** PUT /api/session/school */
export const switchSchool = z.strictObject({ rspo: z.string() });

/** GET /portal/api/session */
export const guardianSession = z.strictObject({
  account: z.strictObject({ id, name: z.string() }),
  language,
  demo: z.boolean(),
  idleSeconds: z.number().int(),
});
export type GuardianSession = z.infer<typeof guardianSession>;
