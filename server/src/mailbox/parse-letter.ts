import PostalMime, { type Address, type Attachment, type Email } from 'postal-mime';
import { letterLimits } from './limits.ts';

/** A letter taken apart; all texts are a stranger's. */
export type ParsedLetter = {
  /** With its brackets; undefined where none came. */
  readonly messageId: string | undefined;
  /** Ids of the letters before it in its thread. */
  readonly references: readonly string[];
  readonly from: { readonly name: string; readonly email: string };
  readonly subject: string;
  readonly body: string;
  /** There was more than what stands here. */
  readonly isCut: boolean;
  /** By name in small letters; the first of each. */
  readonly headers: Readonly<Record<string, string>>;
  readonly files: readonly { readonly name: string; readonly type: string; readonly bytes: Uint8Array }[];
};

const OPTIONS = {
  maxNestingDepth: letterLimits.nesting,
  maxHeadersSize: letterLimits.headerBytes,
  maxRfc822NestingDepth: letterLimits.letters,
  attachmentEncoding: 'arraybuffer',
  forceRfc822Attachments: true,
} as const;

/**
 * Takes a letter apart (RFC 5322, 2045-2049, 2231), within limits. It is meant for a thread of its own: a letter may be made so
 * that it takes long.
 * @throws Error for what is no letter or goes beyond a limit of headers or nesting
 */
export async function parseLetter(bytes: Uint8Array): Promise<ParsedLetter> {
  const email = await PostalMime.parse(bytes, OPTIONS);
  const { texts, attachments } = await withAttached(email);
  const [subject, body] = [email.subject ?? '', texts.join('\n\n').trim()];
  const { subjectLetters, bodyLetters, files } = letterLimits;
  return {
    messageId: email.messageId?.slice(0, letterLimits.headerLetters),
    references: (email.references ?? '').match(/<[^<>\s]{1,300}>/g)?.slice(-20) ?? [],
    from: senderOf(email.from),
    subject: subject.slice(0, subjectLetters),
    body: body.slice(0, bodyLetters),
    isCut: subject.length > subjectLetters || body.length > bodyLetters || attachments.length > files,
    headers: headersOf(email),
    files: attachments.slice(0, files).map((file) => ({
      name: (file.filename ?? '').slice(0, 255),
      type: file.mimeType.slice(0, 100),
      bytes: bytesOf(file),
    })),
  };
}

/**
 * A letter's text and files together with those of the letters within it („forward as attachment”): what was passed on reads
 * like any forwarded letter, under lines that say whose it was.
 */
async function withAttached(
  email: Email,
  depth = 0,
): Promise<{ readonly texts: readonly string[]; readonly attachments: readonly Attachment[] }> {
  const texts = [textOf(email)];
  const attachments: Attachment[] = [];
  let letters = 0;
  for (const file of email.attachments) {
    const isLetter = file.mimeType === 'message/rfc822' && depth < letterLimits.letters;
    const inner =
      isLetter && letters < letterLimits.letters
        ? await PostalMime.parse(bytesOf(file), OPTIONS).catch(() => undefined)
        : undefined;
    if (inner === undefined) {
      attachments.push(file);
      continue;
    }
    letters += 1;
    const within = await withAttached(inner, depth + 1);
    const { name, email: address } = senderOf(inner.from);
    const from = `From: ${name} <${address}>`.replace(/\s+/g, ' ');
    texts.push(
      `---------- Forwarded message ----------\n${from}\nSubject: ${inner.subject ?? ''}\n`,
      ...within.texts,
    );
    attachments.push(...within.attachments);
  }
  return { texts, attachments };
}

function bytesOf({ content }: Attachment): Uint8Array {
  return typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content);
}

function senderOf(from: Address | undefined): ParsedLetter['from'] {
  const one = from?.group?.[0] ?? from;
  return { name: (one?.name ?? '').slice(0, 200), email: (one?.address ?? '').trim().slice(0, 254) };
}

function headersOf({ headers }: Email): Record<string, string> {
  const read: Record<string, string> = {};
  for (const { key, value } of headers.slice(0, letterLimits.headers))
    if (!Object.hasOwn(read, key)) read[key] = value.slice(0, letterLimits.headerLetters);
  return read;
}

function textOf({ text, html }: Email): string {
  if (text !== undefined && text.trim() !== '') return text.replaceAll('\r\n', '\n').trim();
  return html === undefined ? '' : plainOf(html);
}

const ENTITIES: Readonly<Record<string, string>> = {
  ...{ nbsp: ' ', amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", oacute: 'ó', Oacute: 'Ó' },
};

/** The words of a page, for reading; it is shown as text, never as a page. */
function plainOf(html: string): string {
  return html
    .slice(0, 20 * letterLimits.bodyLetters)
    .replace(/<(script|style|head|title)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, '')
    .replace(/<!--[\s\S]*?(?:-->|$)/g, '')
    .replace(/\s+/g, ' ')
    .replace(/<(?:br|\/p|\/div|\/tr|\/li|\/h[1-6])\b[^>]{0,2000}>/gi, '\n')
    .replace(/<[^>]{0,2000}>/g, '')
    .replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{2,8}));/gi, (whole, decimal, hex, name) => {
      if (name !== undefined) return ENTITIES[name] ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
    })
    .replace(/[ \t]*\n[ \t]*/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
