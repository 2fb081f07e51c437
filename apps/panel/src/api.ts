import type { AuditPage, AuditSent } from '@mleg/contract/audit';
import type { MobileId, Offer } from '@mleg/contract/common';
import type { LetterDetail, LetterList, LetterTab, MailboxLogin, MailboxTrial } from '@mleg/contract/mailbox';
import type { OrderDetail, OrderList, OrderTab } from '@mleg/contract/order';
import type {
  GuardianInput,
  ImportReport,
  PortraitVerdict,
  PupilDetail,
  PupilList,
  PupilSent,
  RenameReason,
} from '@mleg/contract/pupil';
import type { StaffSession } from '@mleg/contract/session';
import type { StaffList } from '@mleg/contract/staff';
import { type ApiBody, ApiError, callApi, callForFile } from '@mleg/ui/call-api';
import { sendFile } from '@mleg/ui/send-file';

/** Said on the window when the server no longer knows the session. */
export const SESSION_ENDED = 'mleg-session-ended';
/** Said on the window when the server answered within the session: its idle time begins anew. */
export const SESSION_USED = 'mleg-session-used';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export type PaperIdInput = NonNullable<PupilSent['paperId']>;
export type RevocationReason = NonNullable<MobileId['reason']>;
type MobileIds = { readonly mobileIds: MobileId[] };

/** Tells the app of a session that is used or has ended, whatever the call was, and hands answer or failure on. */
async function watch<T>(call: Promise<T>): Promise<T> {
  try {
    const answer = await call;
    window.dispatchEvent(new Event(SESSION_USED));
    return answer;
  } catch (error) {
    if (error instanceof ApiError && error.type === 'unauthenticated') {
      window.dispatchEvent(new Event(SESSION_ENDED));
    }
    throw error;
  }
}

function call<T = undefined>(method: Method, url: string, body?: ApiBody): Promise<T> {
  return watch(callApi<T>(method, url, body));
}

function withQuery(url: string, values: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams(Object.entries(values).filter(([, value]) => value !== ''));
  const text = query.toString();
  return text === '' ? url : `${url}?${text}`;
}

/** GET /config.json: whether this is a demonstration. */
export const readConfig = (): Promise<{ readonly demo: boolean }> => callApi('GET', '/config.json');

/** Exchanges the token of a log-in link for the session cookie. */
export const openSession = (token: string): Promise<undefined> =>
  callApi('POST', '/api/session', { json: { token } });
export const requestLink = (email: string, language: string): Promise<undefined> =>
  callApi('POST', '/api/session/link', { json: { email, language } });
export const readSession = (): Promise<StaffSession> => callApi('GET', '/api/session');
export const closeSession = (): Promise<undefined> => callApi('DELETE', '/api/session');
export const switchSchool = (rspo: string): Promise<undefined> =>
  call('PUT', '/api/session/school', { json: { rspo } });

/** @param from the place of the first order, counted from 0 */
export const listOrders = (tab: OrderTab | '', q: string, from = 0): Promise<OrderList> =>
  q === ''
    ? call('GET', withQuery('/api/orders', { tab, from: from === 0 ? '' : String(from) }))
    : call('POST', '/api/orders/search', { json: tab === '' ? { q, from } : { tab, q, from } });
export const readOrder = (id: string): Promise<OrderDetail> => call('GET', `/api/orders/${id}`);
export const placeOrder = (order: {
  pupilId: string;
  channel: 'paper' | 'desk';
  requestedBy: { name: string; email?: string };
}): Promise<OrderDetail> => call('POST', '/api/orders', { json: order });
export const decideOrder = (
  id: string,
  decision: { version: number; decision: 'approve' | 'refuse'; reason?: string; note?: string },
): Promise<OrderDetail> => call('POST', `/api/orders/${id}/decision`, { json: decision });
export const decidePortrait = (
  id: string,
  decision: { version: number; decision: 'accept' | 'refuse'; reason?: string },
): Promise<OrderDetail> => call('POST', `/api/orders/${id}/portrait-decision`, { json: decision });
/** A code to be shown on the screen or copied into a message of the e-journal. */
export const issueOffer = (orderId: string): Promise<Offer> =>
  call('POST', `/api/orders/${orderId}/offers`, { json: { delivery: 'journal' } });
/** The activation letter as PDF; the letter before it ends. */
export const printLetter = (orderId: string): Promise<Blob> =>
  watch(callForFile('POST', `/api/orders/${orderId}/letter`));

/** Withdraws codes that no phone has taken, or the approval with them. */
export const withdrawIssue = (orderId: string, what: 'codes' | 'order'): Promise<OrderDetail> =>
  call('POST', `/api/orders/${orderId}/withdrawal`, { json: { what } });

/** Pupils of a class or state; what is searched for names a person and stands in no address. */
export const listPupils = (query: {
  q: string;
  classGroup: string;
  filter: string;
  /** Place of the first row, counted from 0. */
  from?: number;
}): Promise<PupilList> => {
  const { q, from = 0, ...facets } = query;
  if (q === '')
    return call('GET', withQuery('/api/pupils', { ...facets, from: from === 0 ? '' : String(from) }));
  const given = Object.entries(facets).filter(([, value]) => value !== '');
  return call('POST', '/api/pupils/search', { json: { q, from, ...Object.fromEntries(given) } });
};
/** @param from the place of the first letter, counted from 0 */
export const listLetters = (tab: LetterTab, from = 0): Promise<LetterList> =>
  call('GET', withQuery('/api/letters', { tab, from: from === 0 ? '' : String(from) }));
export const readLetter = (id: string): Promise<LetterDetail> => call('GET', `/api/letters/${id}`);
export const confirmLetter = (
  id: string,
  said: { version: number; pupils: { pupilId: string; fileId: string | null }[] },
): Promise<LetterDetail> => call('POST', `/api/letters/${id}/confirmation`, { json: said });
export const answerLetter = (id: string, said: { version: number; text: string }): Promise<LetterDetail> =>
  call('POST', `/api/letters/${id}/answer`, { json: said });
export const undoAnswer = (id: string, version: number): Promise<LetterDetail> =>
  call('POST', `/api/letters/${id}/undo`, { json: { version } });
export const setLetterAside = (
  id: string,
  said: { version: number; as: 'question' | 'done' | 'not_ours' },
): Promise<undefined> => call('POST', `/api/letters/${id}/setting-aside`, { json: said });
export const connectMailbox = (login: MailboxLogin): Promise<MailboxTrial> =>
  call('PUT', '/api/mailbox', { json: login });
export const disconnectMailbox = (): Promise<undefined> => call('DELETE', '/api/mailbox');
export const tryMailbox = (): Promise<MailboxTrial> => call('POST', '/api/mailbox/trial');
export const readPupil = (id: string): Promise<PupilDetail> => call('GET', `/api/pupils/${id}`);
export const addPupil = (pupil: PupilSent & { externalId?: string }): Promise<PupilDetail> =>
  call('POST', '/api/pupils', { json: pupil });
export const changePupil = (
  id: string,
  parts: Partial<PupilSent> & { reason?: RenameReason },
): Promise<PupilDetail> => call('PATCH', `/api/pupils/${id}`, { json: parts });
/** Shows one hidden field; the server writes down who asked. */
export const reveal = (id: string, field: 'personal_id' | 'address'): Promise<{ value: string }> =>
  call('POST', `/api/pupils/${id}/reveal`, { json: { field } });
export const putPaperId = (id: string, paperId: PaperIdInput): Promise<PupilDetail> =>
  call('PUT', `/api/pupils/${id}/paper-id`, { json: paperId });
export const endPaperId = (id: string, state: 'lost' | 'withdrawn'): Promise<PupilDetail> =>
  call('POST', `/api/pupils/${id}/paper-id/end`, { json: { state } });
/** @param seen the pupil's `guardiansSeen` when the form was opened */
export const putGuardians = (id: string, guardians: GuardianInput[], seen: string): Promise<PupilDetail> =>
  call('PUT', `/api/pupils/${id}/guardians`, { json: { guardians, seen } });
/** @param onProgress share of the photo that has gone out, 0 to 1 */
export const putPortrait = (
  id: string,
  file: Blob,
  onProgress: (share: number) => void,
): Promise<PortraitVerdict> =>
  watch(sendFile<PortraitVerdict>(`/api/pupils/${id}/portrait`, file, onProgress));
/** The stored photo itself, to cut it anew. */
export const readPortraitFile = (url: string): Promise<Blob> => watch(callForFile('GET', url));
export const recordObjection = (id: string): Promise<undefined> => call('PUT', `/api/pupils/${id}/objection`);
export const withdrawObjection = (id: string): Promise<undefined> =>
  call('DELETE', `/api/pupils/${id}/objection`);
/** The head teacher's decision on an objection against another guardian's order (rules.md W3). */
export const decideObjection = (id: string, decision: 'uphold' | 'dismiss'): Promise<PupilDetail> =>
  call('POST', `/api/pupils/${id}/objection-decision`, { json: { decision } });
/** @param on a later day; undefined for today */
export const recordDeparture = (id: string, reason: string, on: string | undefined): Promise<MobileIds> =>
  call('POST', `/api/pupils/${id}/departure`, {
    json: { ...(reason === '' ? {} : { reason }), ...(on === undefined ? {} : { on }) },
  });
export const callOffDeparture = (id: string): Promise<undefined> =>
  call('DELETE', `/api/pupils/${id}/departure`);

export const revokeMobileIds = (
  pupilId: string,
  reason: RevocationReason,
  mobileId?: string,
): Promise<MobileIds> =>
  call('POST', `/api/pupils/${pupilId}/revocations`, {
    json: { reason, ...(mobileId === undefined ? {} : { mobileId }) },
  });
export const suspendMobileId = (pupilId: string, mobileId: string): Promise<MobileIds> =>
  call('POST', `/api/pupils/${pupilId}/suspensions`, { json: { mobileId } });
export const restoreMobileId = (pupilId: string, mobileId: string): Promise<MobileIds> =>
  call('DELETE', `/api/pupils/${pupilId}/suspensions`, { json: { mobileId } });

type Ended = { readonly sessions: number };
export const listStaff = (): Promise<StaffList> => call('GET', '/api/staff');
/** Ends all sessions of somebody who works here. */
export const logOutStaff = (id: string): Promise<Ended> => call('POST', `/api/staff/${id}/log-out`);
export const disableAccount = (id: string): Promise<StaffList> => call('POST', `/api/staff/${id}/disable`);
export const enableAccount = (id: string): Promise<StaffList> => call('POST', `/api/staff/${id}/enable`);
/** Ends a guardian's sessions in the portal. */
export const logOutGuardian = (pupilId: string, guardianId: string): Promise<Ended> =>
  call('POST', `/api/pupils/${pupilId}/guardians/${guardianId}/log-out`);
/** A page of the log; each is written into it. */
export const searchLog = (query: AuditSent): Promise<AuditPage> =>
  call('POST', '/api/audit/search', { json: query });

/**
 * Reads a register or SIO file; with `dryRun` nothing is changed.
 * @param options `confirm` what a person has looked at, as JSON text
 */
export function importFile(
  file: Blob,
  options: { readonly dryRun: boolean; readonly complete: boolean; readonly confirm: string },
): Promise<ImportReport> {
  const { dryRun, complete, confirm } = options;
  const query = { dryRun: String(dryRun), complete: String(complete), confirm };
  // A browser names a CSV in its own ways (Excel's type on Windows): the server looks at the content.
  const bytes = file.slice(0, file.size, 'application/octet-stream');
  return call('POST', withQuery('/api/imports', query), { file: bytes });
}
