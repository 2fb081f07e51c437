import type { Offer } from '@mleg/contract/common';
import type { Child, ChildList, MessageList, NoticeVersion } from '@mleg/contract/guardian';
import type { PortraitVerdict } from '@mleg/contract/pupil';
import type { GuardianSession } from '@mleg/contract/session';
import { type ApiBody, ApiError, callApi } from '@mleg/ui/call-api';
import { sendFile } from '@mleg/ui/send-file';

/** Fired on the window when the server says that nobody is logged in any more. */
export const SESSION_ENDED = 'mleg-session-ended';

const API = '/portal/api';
const childUrl = (pupilId: string, rest = ''): string => `${API}/children/${pupilId}${rest}`;

/** Tells the app when the server says that nobody is logged in any more. */
async function watch<Answer>(answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiError && error.type === 'unauthenticated') {
      window.dispatchEvent(new Event(SESSION_ENDED));
    }
    throw error;
  }
}

/** A call that only a logged-in guardian may make. */
function call<Answer = undefined>(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  url: string,
  body?: ApiBody,
): Promise<Answer> {
  return watch(callApi<Answer>(method, url, body));
}

/** Who is logged in; null for a stranger. @throws ApiError */
export async function readSession(): Promise<GuardianSession | null> {
  try {
    return await callApi<GuardianSession>('GET', `${API}/session`);
  } catch (error) {
    if (error instanceof ApiError && error.type === 'unauthenticated') return null;
    throw error;
  }
}

type Config = { readonly demo: boolean; readonly accessibilityContact?: string };

const readConfig = (): Promise<Config> => callApi<Config>('GET', '/config.json');

/** Whether this is a demonstration. @throws ApiError */
export async function readIsDemo(): Promise<boolean> {
  return (await readConfig()).demo;
}

/** Whom to tell of obstacles on these pages; empty where each school answers itself. @throws ApiError */
export async function readAccessibilityContact(): Promise<string> {
  return (await readConfig()).accessibilityContact ?? '';
}

export const requestLink = (email: string, language: GuardianSession['language']): Promise<undefined> =>
  callApi('POST', `${API}/session/link`, { json: { email, language } });

/** @throws ApiError `unauthenticated` for a link that is used or expired */
export const openSession = (token: string): Promise<undefined> =>
  callApi('POST', `${API}/session`, { json: { token } });

export const closeSession = (): Promise<undefined> => callApi('DELETE', `${API}/session`);

/** @returns how many IDs are suspended now */
export async function lockByCode(lockCode: string): Promise<number> {
  return (await callApi<{ suspended: number }>('POST', `${API}/lock`, { json: { lockCode } })).suspended;
}

export async function readChildren(): Promise<Child[]> {
  return (await call<ChildList>('GET', `${API}/children`)).children;
}

export const readChild = (pupilId: string): Promise<Child> => call('GET', childUrl(pupilId));

export const placeOrder = (
  pupilId: string,
  order: { mayPupilCollect: boolean; noticeVersion: NoticeVersion },
): Promise<Child> => call('POST', childUrl(pupilId, '/orders'), { json: order });

/** @param onProgress share of the photo that has gone out, 0 to 1 */
export const putPortrait = (
  pupilId: string,
  file: Blob,
  onProgress: (share: number) => void,
): Promise<PortraitVerdict> =>
  watch(sendFile<PortraitVerdict>(childUrl(pupilId, '/portrait'), file, onProgress));

/** The codes that stand open, or with `renew` others in their place. */
export const takeCode = (pupilId: string, renew: boolean): Promise<Offer> =>
  call('POST', childUrl(pupilId, '/offers'), { json: { renew } });

const phoneUrl = (pupilId: string, mobileId: string, rest: string): string =>
  childUrl(pupilId, `/mobile-ids/${mobileId}/${rest}`);

export const blockPhone = (pupilId: string, mobileId: string): Promise<Child> =>
  call('POST', phoneUrl(pupilId, mobileId, 'suspension'));

export const unblockPhone = (pupilId: string, mobileId: string): Promise<Child> =>
  call('DELETE', phoneUrl(pupilId, mobileId, 'suspension'));

export const removePhone = (pupilId: string, mobileId: string, reason: string): Promise<Child> =>
  call('POST', phoneUrl(pupilId, mobileId, 'revocation'), { json: { reason } });

export const fileObjection = (pupilId: string): Promise<Child> =>
  call('PUT', childUrl(pupilId, '/objection'));

export const withdrawObjection = (pupilId: string): Promise<Child> =>
  call('DELETE', childUrl(pupilId, '/objection'));

export const readMessages = (): Promise<MessageList> => call('GET', `${API}/messages`);
