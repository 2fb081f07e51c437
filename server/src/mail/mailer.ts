import { createTransport, type SendMailOptions } from 'nodemailer';

/** A plain-text letter to one address. */
export type Letter = {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** The same for each try to send it, so that a mailbox that got it twice may show it once. */
  readonly id?: string;
  /** Where an answer to it goes, when it is not the sender. */
  readonly replyTo?: string;
  /** What it answers: its Message-ID, and those before it in the thread. */
  readonly answers?: { readonly messageId: string; readonly references: readonly string[] };
  /** Nobody wrote it: programs do not answer it (RFC 3834 section 5). */
  readonly isAutomatic?: true;
};

export type Mailer = {
  /** @throws Error when the mail server refuses or does not answer in 10 s */
  readonly send: (letter: Letter) => Promise<void>;
  readonly close: () => void;
};

const TIMEOUT_MS = 10_000;

/**
 * Sends through the operator's mail server.
 * @param url `smtps://user:password@host:465`, or `smtp://…` where the server upgrades by STARTTLS, which is demanded
 *   of every host but this machine itself
 * @param from the sender, e.g. `mLegitymacja <legitymacje@miasto.example>`
 */
export function createMailer(url: string, from: string): Mailer {
  const { hostname } = new URL(url);
  const isHere = hostname === 'localhost' || hostname === '127.0.0.1';
  const domain = domainOf(from) ?? hostname;
  const transport = createTransport({
    url,
    requireTLS: !isHere,
    pool: true,
    maxConnections: 2,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    send: async (letter) => {
      await transport.sendMail(toMail(letter, { from, domain }));
    },
    close: () => transport.close(),
  };
}

/** The mail of a letter: `from` as it is shown, `domain` of its Message-ID. */
export function toMail(
  { to, subject, text, id, replyTo, answers, isAutomatic }: Letter,
  { from, domain }: { readonly from: string; readonly domain: string },
): SendMailOptions {
  return {
    from,
    // An address object: what somebody typed is never parsed as a list of addresses.
    to: { name: '', address: to },
    subject,
    text,
    ...(id === undefined ? {} : { messageId: `<${id}@${domain}>` }),
    ...(replyTo === undefined ? {} : { replyTo: { name: '', address: replyTo } }),
    ...(answers === undefined
      ? {}
      : { inReplyTo: answers.messageId, references: [...answers.references, answers.messageId] }),
    ...(isAutomatic ? { headers: { 'Auto-Submitted': 'auto-replied', Precedence: 'bulk' } } : {}),
  };
}

/** The domain of a sender. */
export function domainOf(from: string): string | undefined {
  return /@([^\s@>]+)>?\s*$/.exec(from)?.[1];
}
