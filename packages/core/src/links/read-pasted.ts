import { decodePercent, unwrapLink } from './unwrap-link.ts';

/** What a person scanned, pasted or shared, found among everything that mail programs and messengers do to a link. */

/** A text that holds something for the wallet. */
export type Pasted =
  /** A link to a credential offer, as `parseCredentialOfferUri` takes it; the activation code where it stood beside. */
  | { readonly kind: 'offer'; readonly link: string; readonly txCode: string | undefined }
  /** A link to a request for data, as `parsePresentLink` takes it. */
  | { readonly kind: 'present'; readonly link: string }
  /** A link or text that names an issuer to trust. */
  | { readonly kind: 'trust'; readonly link: string }
  /** „Kod zamiast QR”, 12 characters without groups. */
  | { readonly kind: 'typed'; readonly code: string; readonly txCode: string | undefined };

/** A long mail with all that it answers to. */
const textLengthMax = 50_000;
const addressLengthMax = 16_384;
const addressesMax = 100;
const inlineHeadMax = 300;
const scheme = '(?:https?|openid-credential-offer|haip-vci|openid4vp|haip-vp)';
/** Marks that end an address in a text: white space, angle brackets, quotes of all kinds, table bars. */
const ends = '\\s<>"\'`„“”‚‘’«»‹›|\\\\\\u00a0\\u200b-\\u200f\\u2060\\ufeff';
const addressPattern = new RegExp(`${scheme}:(?:\\/|%2F){0,3}[^${ends}]+`, 'gi');
/** A messenger that drops `https://`. */
const barePattern = new RegExp(
  `(?:^|[${ends}(\\[])([a-z0-9.-]+\\.[a-z]{2,}(?::\\d+)?\\/(?:add|present|trust)(?:#|%23|\\?)[^${ends}]+)`,
  'gi',
);
const trailingMarks = '.,;:!?)]}>*~…';
const wholeHandle = /(?:\/|%2F)offers(?:\/|%2F)\d+\.[A-Za-z0-9_-]{22}$/i;
/** Mail programs break lines from here on. */
const wrapLength = 55;

const parametersOf = (url: string): URLSearchParams => {
  const start = url.search(/[?#]/);
  return new URLSearchParams(start === -1 ? '' : url.slice(start + 1));
};

function kindOf(url: string): 'offer' | 'present' | 'trust' | undefined {
  const parameters = parametersOf(url);
  if (parameters.has('credential_offer_uri') || parameters.has('credential_offer')) return 'offer';
  if (parameters.has('request_uri') && parameters.has('client_id')) return 'present';
  if (parameters.has('trust_list') && parameters.has('key')) return 'trust';
  // The address of the offer itself, as it stands inside the others.
  return /^https?:\/\/[^?#]+\/oid4vci\/offers\/[^/?#]+$/i.test(url) ? 'offer' : undefined;
}

/** Undoes quoted-printable (RFC 2045 6.7): soft line breaks and `=3D`. */
function undoQuotedPrintable(text: string): string | undefined {
  if (!/=\r?\n|=3D/i.test(text)) return undefined;
  return text
    .replace(/=[ \t]*\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
  '#x3d': '=',
  '#61': '=',
};

/** What HTML and JSON write instead, and signs that nobody sees. */
function undoEscapes(text: string): string {
  return text
    .replace(
      /&(amp|lt|gt|quot|#39|#x3d|#61);/gi,
      (whole, name: string) => entities[name.toLowerCase()] ?? whole,
    )
    .replaceAll('\\/', '/')
    .replace(/\\u003d/gi, '=')
    .replace(/\\u0026/gi, '&')
    .replace(/[\u00ad\u200b-\u200d\u2060\ufeff]/g, '');
}

const isCodeLine = (line: string): boolean =>
  /^[\d .-]+$/.test(line) || /^[0-9a-z]{4}[-. ]?[0-9a-z]{4}[-. ]?[0-9a-z]{4}$/i.test(line);

/** Whether the next line goes on with an address that ends this one: a line full to its end, and one word behind it. */
function goesOn(line: string, next: string): boolean {
  const [address] = line.match(new RegExp(`${scheme}:[^${ends}]+$`, 'i')) ?? [];
  if (address === undefined || next === '' || isCodeLine(next)) return false;
  if (!/^[A-Za-z0-9._~%:/?#[\]@!$&'()*+,;=-]+[>)"”»]?$/.test(next)) return false;
  if (wholeHandle.test(trimEnd(address))) return false;
  return line.length >= wrapLength || /[%=&/#?.-]$/.test(address) || /[%\d_=&]/.test(next);
}

/** Joins an address that was broken over lines, through quote marks and indents. */
function joinLines(text: string): string {
  const joined: string[] = [];
  for (const raw of text.split(/\r\n|\r|\n/)) {
    const line = raw.replace(/^(?:[ \t]*[>|])*[ \t]*/, '').trimEnd();
    const last = joined.at(-1);
    if (last !== undefined && goesOn(last, line)) joined[joined.length - 1] = last + line;
    else joined.push(line);
  }
  return joined.join('\n');
}

/** Takes away what belongs to the sentence around an address. */
function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && trailingMarks.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

/** An address without what the text around it left at its end; the scheme in small letters. */
function trimAddress(found: string, before: string): string {
  let address = trimEnd(found);
  // Slanted by underscores: only a pair is a mark, a handle may end in one.
  if (before === '_' && address.endsWith('_')) address = address.slice(0, -1);
  return address
    .replace(/^[a-z0-9-]+:/i, (name) => name.toLowerCase())
    .replace(/^(https?|openid-credential-offer|haip-vci|openid4vp|haip-vp):\/{0,3}(?!\/)/, '$1://')
    .replace(/^(https?:\/\/[^?#]*?\/(?:add|present|trust))%23/i, '$1#');
}

/** An offer written into the link as it is: quotes and all. */
function findInline(text: string): string | undefined {
  const at = text.search(/credential_offer=\s*\{/i);
  const end = text.lastIndexOf('}');
  if (at === -1 || end < at) return undefined;
  const head = text.slice(Math.max(0, at - inlineHeadMax), at);
  const start = head.search(/(?:openid-credential-offer|haip-vci|https?):\/\/\S*$/i);
  if (start === -1) return undefined;
  const link = head.slice(start) + text.slice(at, end + 1);
  return link.replace(/^[a-z0-9-]+:/i, (name) => name.toLowerCase());
}

function addressesIn(text: string): string[] {
  const isShort = (address: string): boolean => address.length <= addressLengthMax;
  const found = [...text.matchAll(addressPattern)]
    .slice(0, addressesMax)
    .filter(([address]) => isShort(address))
    .map((match) => trimAddress(match[0], match.index === 0 ? '' : (text[match.index - 1] ?? '')));
  const bare = [...text.matchAll(barePattern)].slice(0, addressesMax).map(([, address = '']) => address);
  return [...found, ...bare.filter(isShort).map((address) => trimAddress(`https://${address}`, ''))];
}

/** The value of a parameter that was encoded once too often. */
function undoDoubleEncoding(link: string): string {
  return link.replace(
    /((?:credential_offer_uri|request_uri|trust_list)=)(https?%253A[^&]*)/i,
    (_, name: string, value: string) => name + (decodePercent(value) ?? value),
  );
}

function findLink(text: string): string | undefined {
  const inline = findInline(text);
  if (inline !== undefined) return inline;
  for (const address of addressesIn(text)) {
    const link = unwrapLink(address, (url) => kindOf(url) !== undefined);
    if (link !== undefined) return undoDoubleEncoding(trimAddress(link, ''));
  }
  return undefined;
}

/** Whether nothing of the address is missing, as far as that can be seen: our own offers' handles have one length. */
function isWhole(link: string): boolean {
  const uri = parametersOf(link).get('credential_offer_uri');
  if (uri === null) return true;
  if (/\/oid4vci\/offers\//.test(uri)) return wholeHandle.test(uri);
  return /^https?:\/\/[^/]+\/./.test(uri);
}

/** The readings of a text, the likeliest first. */
function readings(text: string): string[] {
  const plain = undoEscapes(text);
  const quoted = undoQuotedPrintable(text);
  const all = [
    ...(quoted === undefined ? [] : [joinLines(undoEscapes(quoted))]),
    joinLines(plain),
    decodePercent(plain) ?? '',
    decodePercent(decodePercent(plain) ?? '') ?? '',
    // A link that was cut by blanks, and nothing else.
    plain.replace(/\s+/g, ''),
  ];
  return all.filter((one) => one !== '');
}

/** The activation code, where exactly one stands in the text: 8 digits, bare or in pairs. */
function findTxCode(text: string): string | undefined {
  const outside = text.replace(addressPattern, ' ');
  const pairs = /(?<![\w.-])\d{2}([ \u00a0.-]?)\d{2}\1\d{2}\1\d{2}(?![\w-]|\.\d)/g;
  const found = [...outside.matchAll(pairs)].map(([digits]) => digits.replace(/\D/g, ''));
  const [first, ...others] = new Set(found);
  return others.length === 0 ? first : undefined;
}

/** Crockford's look-alikes as a typed code writes them: O is 0, I and L are 1. */
export function plainTypedCode(text: string): string {
  return text
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
}

const typedAlphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const typedLength = 12;
const checkModulus = 31;

/** Whether it is a „kod zamiast QR”: 12 characters, the last one checks the others. */
export function isTypedCode(plain: string): boolean {
  const values = [...plain].map((character) => typedAlphabet.indexOf(character));
  if (values.length !== typedLength || values.includes(-1)) return false;
  const sum = values.slice(0, -1).reduce((total, value, place) => total + value * (place + 2), 0);
  return plain.at(-1) === typedAlphabet[sum % checkModulus];
}

function findTypedCode(text: string): string | undefined {
  const outside = text.replace(addressPattern, ' ');
  const grouped =
    /(?<![0-9A-Za-z])[0-9A-Za-z]{4}([-–. \u00a0]?)[0-9A-Za-z]{4}\1[0-9A-Za-z]{4}(?![0-9A-Za-z])/g;
  const found = [...outside.matchAll(grouped)].map(([code]) => code);
  return [text, ...found].map(plainTypedCode).find(isTypedCode);
}

/**
 * Finds what a text holds for the wallet: an offer, a request, an issuer to trust or a typed code. Nothing it finds is
 * believed yet: the parsers and the trust list look at it as if it had been scanned.
 * @returns undefined where there is nothing
 */
export function readPasted(text: string): Pasted | undefined {
  if (text.length > textLengthMax) return undefined;
  const found = readings(text).flatMap((reading) => findLink(reading) ?? []);
  const link = found.find(isWhole) ?? found[0];
  const kind = link === undefined ? undefined : kindOf(link);
  if (link !== undefined && kind !== undefined)
    return kind === 'offer' ? { kind, link, txCode: findTxCode(text) } : { kind, link };
  const code = findTypedCode(undoEscapes(text));
  return code === undefined ? undefined : { kind: 'typed', code, txCode: findTxCode(text) };
}
