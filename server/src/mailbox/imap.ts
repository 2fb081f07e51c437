import { createHash } from 'node:crypto';
import type { MailboxProblem } from '@mleg/core/catalogue/mailbox';
import { ImapFlow } from 'imapflow';
import { letterLimits } from './limits.ts';
import { type Mailbox, MailboxError } from './mailbox.ts';

/** A mailbox on an IMAP server. */
export type ImapPlace = {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** An app password where the provider has such. */
  readonly password: string;
  /** `INBOX` or a folder that the school's own rules fill. */
  readonly folder: string;
};

/** Encrypted from the first byte. */
const PORT_TLS = 993;
const TIMEOUT_MS = 15_000;
const SEEN = '\\Seen';
const LETTERS_MAX = 2000;
/** What a server may send at once: a line, one letter, an answer with its frame. */
const LINE_BYTES_MAX = 2 * 1024 * 1024;
const ANSWER_BYTES_MAX = letterLimits.bytes + 2 * LINE_BYTES_MAX;
const BY_UID = { uid: true } as const;

/**
 * Opens a mailbox over IMAP (RFC 9051, 3501). TLS from the first byte, or by STARTTLS, which is demanded of every host but this
 * machine itself. A letter is named by a fingerprint of server, user and folder, by UIDVALIDITY and UID: a name of a mailbox that
 * was connected before, or of a folder made anew, is nobody's here.
 * Reading peeks: it marks nothing. What fails on the way, inside of an attachment too, fails that act alone.
 * @throws MailboxError saying what does not work: host, connection, TLS, log-in, folder, time
 */
export async function openImap(place: ImapPlace): Promise<Mailbox> {
  const { host, port, user, password, folder } = place;
  const isHere = host === 'localhost' || host === '127.0.0.1';
  const client = new ImapFlow({
    host,
    port,
    secure: port === PORT_TLS,
    ...(port === PORT_TLS || isHere ? {} : { doSTARTTLS: true }),
    auth: { user, pass: password },
    logger: false,
    disableAutoIdle: true,
    disableCompression: true,
    maxLineLength: LINE_BYTES_MAX,
    maxLiteralSize: letterLimits.bytes,
    maxResponseSize: ANSWER_BYTES_MAX,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: 2 * TIMEOUT_MS,
  });
  // A connection that is lost between two acts is told by the next one.
  client.on('error', () => undefined);
  await guard(() => client.connect());
  const opened = await guard(() => client.mailboxOpen(folder)).catch((error: unknown) => {
    client.close();
    throw error instanceof MailboxError && error.problem !== 'other'
      ? error
      : new MailboxError('folder_missing', { cause: error });
  });
  // Whoever may not mark letters would read the same ones for ever.
  if (opened.readOnly === true) {
    client.close();
    throw new MailboxError('folder_not_readable');
  }
  const prefix = `${fingerprintOf(place)}.${opened.uidValidity}.`;
  const uidOf = (name: string): string | undefined => {
    const uid = name.startsWith(prefix) ? name.slice(prefix.length) : '';
    return /^\d{1,10}$/.test(uid) ? uid : undefined;
  };
  const act = async (name: string, work: (uid: string) => Promise<boolean>): Promise<void> => {
    const uid = uidOf(name);
    // The library says `false` where the server said no.
    if (uid !== undefined && !(await guard(() => work(uid)))) throw new MailboxError('other');
  };
  return {
    list: async () => {
      // What came since the folder was opened is told with this.
      await guard(() => client.noop());
      const found = await guard(() => client.search({ seen: false }, BY_UID));
      const uids = found === false || found === undefined ? [] : found;
      return [...uids]
        .sort((a, b) => a - b)
        .slice(-LETTERS_MAX)
        .map((uid) => `${prefix}${uid}`);
    },
    read: async (name, bytesMax) => {
      const uid = uidOf(name);
      if (uid === undefined) return undefined;
      const query = { size: true, source: { start: 0, maxLength: bytesMax } };
      const found = await guard(() => client.fetchOne(uid, query, BY_UID));
      if (!found || found.source === undefined) return undefined;
      return { bytes: found.source, isCut: (found.size ?? 0) > bytesMax };
    },
    markRead: (name) => act(name, (uid) => client.messageFlagsAdd(uid, [SEEN], BY_UID)),
    markUnread: (name) => act(name, (uid) => client.messageFlagsRemove(uid, [SEEN], BY_UID)),
    // Without UIDPLUS a server can only delete all that is marked, also what a person marked: there our mark is all.
    remove: (name) =>
      act(name, (uid) =>
        client.capabilities.has('UIDPLUS')
          ? client.messageDelete(uid, BY_UID)
          : client.messageFlagsAdd(uid, ['\\Deleted'], BY_UID),
      ),
    close: async () => {
      await client.logout().catch(() => client.close());
    },
  };
}

function fingerprintOf({ host, port, user, folder }: ImapPlace): string {
  const named = JSON.stringify([host.toLowerCase(), port, user, folder]);
  return createHash('sha256').update(named).digest('hex').slice(0, 16);
}

async function guard<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new MailboxError(problemOf(cause), { cause });
  }
}

const PROBLEMS: readonly (readonly [RegExp, MailboxProblem])[] = [
  [/^(?:ENOTFOUND|EAI_AGAIN|EAI_NODATA)$/, 'host_unknown'],
  [/^(?:ECONNREFUSED|EHOSTUNREACH|ENETUNREACH)$/, 'connection_refused'],
  [/TIMEOUT|^ETIMEDOUT$/, 'timed_out'],
  [/CERT|TLS|SSL|SIGNATURE|^EPROTO$|ISSUER|MissingServerExtension/, 'tls_failed'],
];

function problemOf(error: unknown): MailboxProblem {
  if (!(error instanceof Error)) return 'other';
  if ('authenticationFailed' in error && error.authenticationFailed === true) return 'login_refused';
  // STARTTLS that is demanded and not there has no code.
  if ('tlsFailed' in error && error.tlsFailed === true) return 'tls_failed';
  const code = 'code' in error ? String(error.code) : '';
  return PROBLEMS.find(([pattern]) => pattern.test(code))?.[1] ?? 'other';
}
