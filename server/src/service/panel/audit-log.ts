import type { AuditPage, AuditQuery } from '@mleg/contract/audit';
import { dateToDays, daysToDate, isDay } from '@mleg/core/calendar/days';
import { auditEventsOf } from '@mleg/core/catalogue/audit-events';
import { expOfLastDay } from '@mleg/core/credential/validity';
import { DomainError } from '@mleg/core/errors';
import { foldName } from '@mleg/core/person/names';
import { appendAudit } from '../../audit/append.ts';
import { listStaff } from '../../store/accounts.ts';
import {
  type AuditLogQuery,
  type AuditLogRow,
  countAuditLog,
  pageOfAuditLog,
} from '../../store/audit-log.ts';
import type { SchoolTx } from '../../store/tenant.ts';
import type { Acting, SchoolDeps } from '../school-deps.ts';
import { toIsoTime } from '../time.ts';

const PAGE_MAX = 100;
const EXPORT_PAGE_MAX = 1000;
const FIRST_DAY = '2000-01-01';
const LAST_DAY = '2999-12-30';

/**
 * The school's log for who answers for it: who saw or changed what, of whom, when. Names of people and pupils, never a
 * personal number. That it was read is written into it.
 * @throws DomainError invalid_input for a day that is none
 */
export async function readAuditLog(
  deps: Pick<SchoolDeps, 'now'>,
  tx: SchoolTx,
  request: { query: AuditQuery; actor: Acting['actor'] },
): Promise<AuditPage> {
  const { query, actor } = request;
  const wanted = toWanted(query);
  const max = query.isExport ? EXPORT_PAGE_MAX : PAGE_MAX;
  const rows = await pageOfAuditLog(tx, wanted, { before: query.before, max: max + 1 });
  const total = await countAuditLog(tx, wanted);
  const staff = await listStaff(tx);
  const event = query.isExport ? 'audit_exported' : 'audit_read';
  await appendAudit(tx, deps.now(), { event, actor, note: noteOf(query) });
  const events = rows.slice(0, max).map(toEntry);
  return {
    total,
    events,
    next: rows.length > max ? (events.at(-1)?.id ?? null) : null,
    staff: staff.map(({ accountId, name }) => ({ id: accountId, name })),
  };
}

function toWanted(query: AuditQuery): AuditLogQuery {
  const { kind, from = FIRST_DAY, to = LAST_DAY } = query;
  if (!isDay(from)) throw new DomainError('invalid_input', { field: 'from' });
  if (!isDay(to)) throw new DomainError('invalid_input', { field: 'to' });
  return {
    events: kind === undefined ? null : auditEventsOf(kind),
    actorKind: query.actorKind ?? '',
    actorId: query.actorId ?? '',
    nameKey: foldName(query.pupil ?? ''),
    pupilId: query.pupilId ?? '',
    fromAt: expOfLastDay(daysToDate(dateToDays(from) - 1)),
    toAt: expOfLastDay(to),
  };
}

/** What was asked for, without names: the log must not say more of a pupil than it did. */
function noteOf({ kind, actorKind, actorId, pupil, pupilId, from, to, before }: AuditQuery): string {
  const parts = [kind, actorKind, actorId, pupil === undefined ? pupilId : 'pupil', from, to];
  return [...parts, before === undefined ? undefined : 'more'].filter(Boolean).join(' ') || 'all';
}

function toEntry(row: AuditLogRow): AuditPage['events'][number] {
  const { id, event, actorKind, actor, person, note, pupilId, surname, givenNames, classGroup } = row;
  const pupil =
    pupilId === null || surname === null
      ? null
      : { id: pupilId, name: `${surname} ${givenNames ?? ''}`, classGroup: classGroup ?? '' };
  return { id, at: toIsoTime(row.at), event, actorKind, actor, pupil, person, note };
}
