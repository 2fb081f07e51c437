import { inflateSync } from 'node:zlib';

/** What a test reads in a PDF that this program has made: the tags with their texts, and the document's own facts. */
export type ReadPdf = {
  readonly pages: number;
  /** The catalogue, as it stands in the file. */
  readonly catalogue: string;
  /** Texts by their tag, in the order in which they are drawn. */
  readonly parts: readonly { readonly tag: string; readonly text: string }[];
  /** All objects that are no streams. */
  readonly objects: string;
};

type PdfObject = { readonly head: string; readonly stream: Buffer | undefined };

function objectsOf(pdf: Buffer): Map<number, PdfObject> {
  const text = pdf.toString('latin1');
  const objects = new Map<number, PdfObject>();
  for (const found of text.matchAll(/(\d+) 0 obj\n([\s\S]*?)\nendobj/g)) {
    const [, number = '0', body = ''] = found;
    const [head = '', rest] = body.split('\nstream\n', 2);
    const raw = rest === undefined ? undefined : Buffer.from(rest.replace(/\nendstream$/, ''), 'latin1');
    const stream = raw && head.includes('/FlateDecode') ? inflateSync(raw) : raw;
    objects.set(Number(number), { head, stream });
  }
  return objects;
}

/** ISO 32000-1, 9.10.3: which text a glyph stands for. */
function lettersOf(toUnicode: string): Map<number, string> {
  const letters = new Map<number, string>();
  const decode = (hex: string): string =>
    String.fromCharCode(...(hex.match(/.{4}/g) ?? []).map((unit) => Number.parseInt(unit, 16)));
  for (const found of toUnicode.matchAll(/<(\w+)> <(\w+)> \[([^\]]*)\]/g)) {
    const [, from = '0', , list = ''] = found;
    const texts = [...list.matchAll(/<([\w ]*)>/g)].map(([, hex = '']) => decode(hex.replaceAll(' ', '')));
    for (const [index, text] of texts.entries()) letters.set(Number.parseInt(from, 16) + index, text);
  }
  return letters;
}

function fontsOf(objects: ReadonlyMap<number, PdfObject>): Map<string, Map<number, string>> {
  const fonts = new Map<string, Map<number, string>>();
  for (const { head } of objects.values()) {
    for (const [, name = '', font = ''] of head.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const unicode = /\/ToUnicode (\d+) 0 R/.exec(objects.get(Number(font))?.head ?? '')?.[1];
      const map = objects.get(Number(unicode))?.stream?.toString('latin1') ?? '';
      fonts.set(name, lettersOf(map));
    }
  }
  return fonts;
}

/** The marked parts of a page's drawing, each with the text that its glyphs stand for. */
function partsOf(content: string, fonts: ReadonlyMap<string, Map<number, string>>): ReadPdf['parts'] {
  const parts: { tag: string; text: string }[] = [];
  let letters = new Map<number, string>();
  const textOf = (line: string): string =>
    [...line.matchAll(/<([0-9a-f]+)>/g)]
      .flatMap(([, hex = '']) => hex.match(/.{4}/g) ?? [])
      .map((glyph) => letters.get(Number.parseInt(glyph, 16)) ?? '\ufffd')
      .join('');
  for (const line of content.split('\n')) {
    const tag = /^\/(\w+) <<$/.exec(line)?.[1];
    if (tag !== undefined) parts.push({ tag, text: '' });
    letters = fonts.get(/^\/(F\d+) [\d.]+ Tf/.exec(line)?.[1] ?? '') ?? letters;
    const last = parts.at(-1);
    if (last !== undefined && line.endsWith('TJ')) last.text += textOf(line);
  }
  return parts;
}

/** Reads a PDF of one page as `letter.ts` makes it. */
export function readPdf(pdf: Buffer): ReadPdf {
  const objects = objectsOf(pdf);
  const heads = [...objects.values()].map(({ head }) => head);
  const content = [...objects.values()].find(({ stream }) => stream?.includes(' Tf'))?.stream;
  return {
    pages: heads.filter((head) => /\/Type \/Page\b(?!s)/.test(head)).length,
    catalogue: heads.find((head) => head.includes('/Type /Catalog')) ?? '',
    parts: partsOf(content?.toString('latin1') ?? '', fontsOf(objects)),
    objects: heads.join('\n'),
  };
}
