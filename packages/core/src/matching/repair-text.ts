/** A text made readable, and whether letters had to be mended on the way. */
export type Repaired = { readonly text: string; readonly isRepaired: boolean };

/** Bytes 0x80 to 0xFF by the sign that a code page shows for them. */
function bytesOf(page: string): ReadonlyMap<string, number> {
  const decoder = new TextDecoder(page);
  const found = new Map<string, number>();
  for (let byte = 0x80; byte <= 0xff; byte += 1) {
    found.set(decoder.decode(new Uint8Array([byte])), byte);
    // A byte that the page does not have comes through as a control character.
    if (byte < 0xa0) found.set(String.fromCharCode(byte), byte);
  }
  return found;
}

/** Code pages of the West and of Central Europe, through which UTF-8 is read by mistake. */
const pages = ['windows-1252', 'windows-1250', 'iso-8859-2'].map(bytesOf);
const utf8 = new TextDecoder('utf-8', { fatal: true });
/** „„ ” – …” of three bytes: what they were does not matter here. */
const brokenSigns = /(?:â€|â\u0080)[\p{S}\p{P}\p{L}\u0080-\u009f]?/gu;
const MENDED_TWICE_MAX = 3;

/** Letters of two bytes (Latin and Cyrillic) that were read one by one. */
function joinBytes(text: string, page: ReadonlyMap<string, number>): Repaired {
  let mended = '';
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    const lead = page.get(text[at] ?? '') ?? 0;
    const next = page.get(text[at + 1] ?? '') ?? 0;
    const letter = isLead(lead) && next >= 0x80 && next <= 0xbf ? decodePair(lead, next) : undefined;
    mended += letter ?? text[at];
    if (letter === undefined) continue;
    at += 1;
    count += 1;
  }
  return { text: mended, isRepaired: count > 0 };
}

function isLead(byte: number): boolean {
  return (byte >= 0xc3 && byte <= 0xc5) || (byte >= 0xd0 && byte <= 0xd2);
}

function decodePair(lead: number, next: number): string | undefined {
  try {
    const letter = utf8.decode(new Uint8Array([lead, next]));
    return /\p{L}/u.test(letter) ? letter : undefined;
  } catch {
    return undefined;
  }
}

/** Letters of the Polish code pages, read as signs of the Western one or of the other Polish one. */
const singleBytes: Readonly<Record<string, string>> = {
  ...{ '³': 'ł', '¹': 'ą', '±': 'ą', '¶': 'ś', '¼': 'ź', '¿': 'ż', '¯': 'Ż', '£': 'Ł', '¦': 'Ś', '¬': 'Ź' },
  ...{ '¡': 'Ą', '¥': 'Ą', œ: 'ś', Œ: 'Ś', Ÿ: 'ź', æ: 'ć', Æ: 'Ć', ê: 'ę', ñ: 'ń', '\u009c': 'ś' },
  ...{ '\u009f': 'ź', '\u008c': 'Ś', '\u008f': 'Ź' },
};
const besideLetter = /(?<=\p{L})[³¹±¶¼¿œŸæêñ\u009c\u009f]|[³¶¼¿¯£¦¬¡¥œŒÆ\u009c\u008c\u008f](?=\p{L})/gu;
/** „Łucja” whose second byte was lost. */
const halfLetter = /[ÅĹ][\ufffd?\u0081]?(?=[aeiouyąęóAEIOUY])/gu;

function mendLetters(text: string): Repaired {
  let [current, isRepaired] = [text, false];
  for (let round = 0; round < MENDED_TWICE_MAX; round += 1) {
    const better = pages.map((page) => joinBytes(current, page)).find((one) => one.isRepaired);
    if (better === undefined) break;
    [current, isRepaired] = [better.text, true];
  }
  const half = current.replace(halfLetter, 'Ł');
  const mended = half.replace(besideLetter, (sign) => singleBytes[sign] ?? sign);
  return { text: mended.replace(brokenSigns, ' '), isRepaired: isRepaired || mended !== current };
}

const entities: Readonly<Record<string, string>> = {
  ...{ nbsp: ' ', amp: '&', quot: '"', apos: "'", lt: '<', gt: '>', oacute: 'ó', Oacute: 'Ó' },
  ...{ rsquo: '’', lsquo: '‘', bdquo: '„', rdquo: '”', ndash: '–', mdash: '—', hellip: '…' },
};

function readEntities(text: string): string {
  return text
    .replace(/&#(x[0-9a-f]{1,5}|\d{1,6});/gi, (whole, code: string) => {
      const point = code[0]?.toLowerCase() === 'x' ? Number.parseInt(code.slice(1), 16) : Number(code);
      return point > 0 && point < 0x110000 && !(point >= 0xd800 && point < 0xe000)
        ? String.fromCodePoint(point)
        : whole;
    })
    .replace(/&([a-z]{2,8});/gi, (whole, name: string) => entities[name] ?? whole);
}

/** The text of a page: breaks where a person sees some. */
function readMarkup(text: string): string {
  if (!/<(?:html|body|div|p|br|span|table)\b[^<>]{0,200}>/i.test(text)) return text;
  return text
    .replace(/<(?:style|script|head)\b[\s\S]{0,20000}?<\/(?:style|script|head)>/gi, ' ')
    .replace(/<br\b[^<>]{0,200}>|<\/(?:p|div|tr|li|h\d)>/gi, '\n')
    .replace(/<[^<>]{1,2000}>/g, ' ');
}

/** Bytes written as `=C5=BB` or `%C5%BB`; each run is decoded as UTF-8, else as the Polish code page. */
function readEscapes(text: string, sign: '=' | '%'): Repaired {
  const run = sign === '=' ? /(?:=[0-9A-F]{2})+/g : /(?:%[0-9A-F]{2})+/gi;
  const joined = sign === '=' ? text.replace(/=\r?\n/g, '') : text;
  let count = 0;
  const read = joined.replace(run, (found) => {
    const bytes = new Uint8Array(
      found
        .split(sign)
        .slice(1)
        .map((hex) => Number.parseInt(hex, 16)),
    );
    if (!bytes.some((byte) => byte >= 0x80) && sign === '=') return found;
    count += 1;
    return decodeBytes(bytes);
  });
  return { text: count > 0 ? read : text, isRepaired: count > 0 };
}

function decodeBytes(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return new TextDecoder('iso-8859-2').decode(bytes);
  }
}

/** Words of a header that nobody decoded (RFC 2047): `=?UTF-8?B?...?=`. */
function readHeaderWords(text: string): Repaired {
  if (!text.includes('=?')) return { text, isRepaired: false };
  const read = text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(
      /=\?([\w-]{2,20})\?([BQ])\?([^?]{0,1000})\?=/gi,
      (whole, set: string, way: string, word: string) => {
        const bytes = way.toUpperCase() === 'B' ? readBase64(word) : readQ(word);
        try {
          return bytes === undefined ? whole : new TextDecoder(set).decode(bytes);
        } catch {
          return whole;
        }
      },
    );
  return { text: read, isRepaired: read !== text };
}

function readBase64(word: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(word), (letter) => letter.charCodeAt(0));
  } catch {
    return undefined;
  }
}

function readQ(word: string): Uint8Array {
  const plain = word
    .replace(/_/g, ' ')
    .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0) & 0xff);
}

/**
 * Makes a text readable that came through wrong code pages and half decoded: UTF-8 read as 1250, 8859-2 or 1252 (also
 * twice), Polish code pages read as Western ones, left-overs of quoted-printable, header words, percent signs, entities
 * and markup. Letters that are lost for good (`?`, U+FFFD) stay: the names decide what they were.
 * @param text bounded by the caller
 */
export function repairText(text: string): Repaired {
  const header = readHeaderWords(text);
  const quoted = readEscapes(readEntities(readMarkup(header.text)), '=');
  const percent = /%[0-9A-F]{2}/i.test(quoted.text) ? readEscapes(quoted.text, '%') : quoted;
  const mended = mendLetters(percent.text.normalize('NFC'));
  return { text: mended.text, isRepaired: quoted.isRepaired || mended.isRepaired };
}
