import { createTransport } from 'nodemailer';

/** A plain-text letter to one address. */
export type Letter = {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** The same for each try to send it, so that a mailbox that got it twice may show it once. */
  readonly id?: string;
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
  const domain = /@([^\s@>]+)>?\s*$/.exec(from)?.[1] ?? hostname;
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
    send: async ({ to, subject, text, id }) => {
      const named = id === undefined ? {} : { messageId: `<${id}@${domain}>` };
      // An address object: what somebody typed is never parsed as a list of addresses.
      await transport.sendMail({ from, to: { name: '', address: to }, subject, text, ...named });
    },
    close: () => transport.close(),
  };
}
