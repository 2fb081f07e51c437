import type { AuditEventCode } from '@mleg/core/catalogue/audit-events';
import { insertAuditEvent } from '../store/audit.ts';
import type { SchoolTx } from '../store/tenant.ts';

/** Who did it: kinds are few, ids are ours (account, guardian, API key), never names. */
export type Actor = {
  readonly kind: 'staff' | 'guardian' | 'pupil' | 'api' | 'wallet' | 'system';
  readonly id: string;
};

/** Something that happened, by code and ids. `note` may hold field names and reasons from our lists, never values. */
export type AuditEvent = {
  readonly event: AuditEventCode;
  readonly actor: Actor;
  readonly pupilId?: string;
  /** Id of the row it happened to (order, mobile ID, letter, …). */
  readonly subject?: string;
  readonly note?: string;
};

/** Writes the event in the same transaction as the change it tells of. */
export async function appendAudit(tx: SchoolTx, at: number, event: AuditEvent): Promise<void> {
  await insertAuditEvent(tx, {
    at,
    event: event.event,
    actorKind: event.actor.kind,
    actorId: event.actor.id,
    pupilId: event.pupilId ?? null,
    subject: event.subject ?? null,
    note: event.note ?? null,
  });
}
