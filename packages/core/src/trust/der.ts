import { DomainError } from '../errors.ts';

/** One element of DER (X.690): its tag byte, its content, and the element with its head. */
export type DerElement = {
  readonly tag: number;
  readonly content: Uint8Array;
  readonly whole: Uint8Array;
};

export const derTag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  context0: 0xa0,
  context3: 0xa3,
} as const;

function refuse(): never {
  throw new DomainError('malformed', { field: 'der' });
}

/** X.690 10.1: definite and shortest lengths only; three bytes of length are plenty for one certificate. */
function readLength(bytes: Uint8Array, at: number): { length: number; next: number } {
  const first = bytes[at] ?? refuse();
  if (first < 0x80) return { length: first, next: at + 1 };
  const count = first & 0x7f;
  if (count === 0 || count > 3) refuse();
  let length = 0;
  for (let index = 1; index <= count; index += 1) length = length * 256 + (bytes[at + index] ?? refuse());
  if (length < 0x80 || length < 256 ** (count - 1)) refuse();
  return { length, next: at + 1 + count };
}

/**
 * The elements that follow one another in `bytes`, to the very end.
 * @throws malformed
 */
export function readDerSequence(bytes: Uint8Array): DerElement[] {
  const elements: DerElement[] = [];
  let at = 0;
  while (at < bytes.length) {
    const tag = bytes[at] ?? refuse();
    // Tags of more than one byte stand in no certificate.
    if ((tag & 0x1f) === 0x1f) refuse();
    const { length, next } = readLength(bytes, at + 1);
    const end = next + length;
    if (end > bytes.length) refuse();
    elements.push({ tag, content: bytes.subarray(next, end), whole: bytes.subarray(at, end) });
    at = end;
  }
  return elements;
}

/**
 * The elements inside one that must be a SEQUENCE.
 * @throws malformed
 */
export function readDerChildren(element: DerElement | undefined): DerElement[] {
  return element?.tag === derTag.sequence ? readDerSequence(element.content) : refuse();
}

/** The content of an element that must have this tag. */
export function readDerContent(element: DerElement | undefined, tag: number): Uint8Array {
  return element?.tag === tag ? element.content : refuse();
}

/** An object identifier in its dotted form. */
export function readDerOid(element: DerElement | undefined): string {
  const content = readDerContent(element, derTag.oid);
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of content) {
    arc = arc * 128 + (byte & 0x7f);
    if (arc > 2 ** 40) refuse();
    if (byte & 0x80) continue;
    arcs.push(arc);
    arc = 0;
  }
  const [head = refuse(), ...rest] = arcs;
  const first = Math.min(Math.floor(head / 40), 2);
  return [first, head - first * 40, ...rest].join('.');
}

/** UTCTime or GeneralizedTime in the one form that RFC 5280 4.1.2.5 allows; epoch seconds. */
export function readDerTime(element: DerElement | undefined, dateToDays: (on: string) => number): number {
  const isUtc = element?.tag === derTag.utcTime;
  const content = readDerContent(element, isUtc ? derTag.utcTime : derTag.generalizedTime);
  const text = String.fromCharCode(...content);
  const full = isUtc ? (text < '50' ? '20' : '19') + text : text;
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(full) ?? refuse();
  const [, year, month, day, hour, minute, second] = match;
  const time = Number(hour) * 3600 + Number(minute) * 60 + Number(second);
  return dateToDays(`${year}-${month}-${day}`) * 86_400 + time;
}

function padInteger(element: DerElement | undefined, length: number): Uint8Array {
  const content = readDerContent(element, derTag.integer);
  const [first = refuse(), second = 0] = content;
  // X.690 8.3.2: shortest form; and a signature has no negative half.
  const isShortest = first !== 0 || content.length === 1 || second >= 0x80;
  const bare = first === 0 ? content.subarray(1) : content;
  if (first >= 0x80 || !isShortest || bare.length > length) refuse();
  const padded = new Uint8Array(length);
  padded.set(bare, length - bare.length);
  return padded;
}

/**
 * An ECDSA signature of P-256 as X.509 carries it (RFC 3279 2.2.3) in the form of ES256.
 * @returns r and s, 32 bytes each
 * @throws malformed
 */
export function ecdsaDerToRaw(der: Uint8Array): Uint8Array {
  const [sequence, ...extra] = readDerSequence(der);
  const [r, s, ...more] = readDerChildren(sequence);
  if (extra.length > 0 || more.length > 0) refuse();
  const raw = new Uint8Array(64);
  raw.set(padInteger(r, 32), 0);
  raw.set(padInteger(s, 32), 32);
  return raw;
}
