import { auditKinds } from '@mleg/core/catalogue/audit-events';
import { z } from 'zod';
import { id, isoDate, isoTime } from './common.ts';

/** What a reader of the log asks for, by what it is about. */
const auditKind = z.enum(auditKinds);
export const actorKind = z.enum(['staff', 'guardian', 'pupil', 'api', 'wallet', 'system']);

/** POST /api/audit/search: in a body, because a pupil's name stands in no address. Reading the log is written into it. */
export const auditQuery = z.strictObject({
  kind: auditKind.optional(),
  /** Everybody of a kind, or one account. */
  actorKind: actorKind.optional(),
  actorId: id.optional(),
  /** Words of a pupil's name. */
  pupil: z.string().trim().min(1).max(100).optional(),
  pupilId: id.optional(),
  /** First and last day in Poland. */
  from: isoDate.optional(),
  to: isoDate.optional(),
  /** `next` of the answer before. */
  before: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional(),
  /** Rows for a file: more at once, and written down as an export. */
  isExport: z.boolean().optional(),
});
export type AuditQuery = z.infer<typeof auditQuery>;
/** The same as a form sends it. */
export type AuditSent = z.input<typeof auditQuery>;

export const auditEntry = z.strictObject({
  id: z.string(),
  at: isoTime,
  /** A code; the screen has a sentence for each. */
  event: z.string(),
  actorKind: z.string(),
  /** Name of a person, label of a program's key; null for everybody else. */
  actor: z.string().nullable(),
  pupil: z.strictObject({ id, name: z.string(), classGroup: z.string() }).nullable(),
  /** Of the staff, to whom it happened. */
  person: z.string().nullable(),
  /** Names of fields and reasons from our lists, never values. */
  note: z.string().nullable(),
});
export type AuditEntry = z.infer<typeof auditEntry>;
export const auditPage = z.strictObject({
  /** All that fit the question, on every page of it. */
  total: z.number().int(),
  events: z.array(auditEntry),
  next: z.string().nullable(),
  /** People who may be asked for. */
  staff: z.array(z.strictObject({ id, name: z.string() })),
});
export type AuditPage = z.infer<typeof auditPage>;
