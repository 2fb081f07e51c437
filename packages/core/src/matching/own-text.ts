/** A body taken apart: what the person writes (and passes on), what is only quoted, and whose letter it is. */
export type OwnText = {
  readonly own: readonly string[];
  readonly quoted: readonly string[];
  readonly signature: readonly string[];
  readonly isForwarded: boolean;
};

const forwardMark =
  /(?:wiadomo[śs][ćc] przekazana|przekazana wiadomo[śs][ćc]|pocz[ąa]tek przekazanej|przesy[łl]ana dalej|forwarded message|begin forwarded|переслан)/iu;
const forwardSubject = /^(?:(?:re|odp|fw|fwd|pd|wg|пер)\s*:\s*)*(?:fwd?|pd|пер)\s*:/iu;
const originalMark =
  /^\s*-{2,}\s*(?:original message|oryginalna wiadomo[śs][ćc]|wiadomo[śs][ćc] oryginalna|pierwotna wiadomo[śs][ćc])/iu;
/** „W dniu … napisał(a):”, „On … wrote:”. */
const replyMark =
  /^\s*(?:(?:w dniu|dnia|pon\.|wt\.|śr\.|czw\.|pt\.|sob\.|niedz\.|on |am |\d{1,2} \p{L}{3,}|\d{4}-\d\d).{0,200})?(?:napisa[łl](?:\(?a\)?)?|wrote|пише|написа(?:в|ла)\p{L}*)\s*:\s*$/iu;
const headerLine =
  /^\s*>?\s*\*?(?:od|from|do|to|dw|cc|data|date|sent|wys[łl]ano|temat|subject|reply-to|від|кому|дата|тема)\*?\s*:\*?\s/iu;
const subjectLine = /^\s*>?\s*\*?(?:temat|subject|тема)\*?\s*:\*?\s*/iu;
const valediction =
  /^\s*(?:(?:serdecznie |[łl][ąa]cz[ęe] )?(?:pozdrawia\p{L}*|pozdrowieni\p{L}*|pozdr)|z (?:powa[żz]aniem|wyrazami|g[óo]ry dzi[ęe]kuj[ęe]|pozdrowieniami)|(?:kind |best |warm )?regards|yours|sincerely|з повагою|з найкращими|--\s*$)[\s,.!–-]*/iu;
const device =
  /^\s*(?:wys[łl]an[eo] z|sent from|отримано з|надіслано з|get outlook|pobierz (?:aplikacj|outlook))/iu;
/** A line below „Pozdrawiam” that says something of a child belongs to the message. */
const saysMore =
  /(?:^|[^\p{L}])(?:ps|p\.s|mam[ay]|tat[ay]|ojciec|matka|rodzic|opiekun|uczen|ucze[ńn]|uczennic|syn|c[óo]rk|klas|kl\.|dziec|dane|imi[ęe]|pesel|za[łl][ąa]cz|mama|мама|тато|клас|учен)/iu;
const SIGNATURE_LINES_MAX = 5;

/** Where a line of a body belongs. */
type Place = 'own' | 'quoted' | 'nowhere';

/** A line of a letter that was passed on: it speaks for itself, its header lines aside. */
function placeForwarded(line: string): Place {
  if (forwardMark.test(line) || originalMark.test(line) || replyMark.test(line)) return 'nowhere';
  return headerLine.test(line) && !subjectLine.test(line) ? 'nowhere' : 'own';
}

function placeReply(line: string, isQuote: boolean): Place {
  if (replyMark.test(line) || (isQuote && headerLine.test(line) && !subjectLine.test(line))) return 'nowhere';
  return isQuote || /^\s*>/.test(line) ? 'quoted' : 'own';
}

/** Everything below this line is quoted. */
function beginsQuote(lines: readonly string[], line: string): boolean {
  return originalMark.test(line) || replyMark.test(line) || isHeaderBlock(lines, line);
}

/**
 * Takes a body apart. A passed-on letter speaks for itself; a quoted answer does not.
 * @param subject tells a letter that was passed on
 */
export function takeApart(subject: string, body: string): OwnText {
  const lines = body.split(/\r\n|[\n\r\u2028]/);
  const isForwarded = forwardSubject.test(subject) || lines.some((line) => forwardMark.test(line));
  const parts: Record<Place, string[]> = { own: [], quoted: [], nowhere: [] };
  let isQuote = false;
  for (const line of lines) {
    isQuote ||= !isForwarded && beginsQuote(lines, line);
    const place = isForwarded ? placeForwarded(line) : placeReply(line, isQuote);
    parts[place].push(
      line.replace(/^\s*(?:>\s?)+/, '').replace(isForwarded || isQuote ? subjectLine : /^$/, ''),
    );
  }
  return { ...withoutSignature(parts.own), quoted: parts.quoted, isForwarded };
}

/** „Od: …” with „Wysłano: …” under it begins what Outlook quotes. */
function isHeaderBlock(lines: readonly string[], line: string): boolean {
  if (!/^\s*\*?(?:od|from|від)\*?\s*:/iu.test(line)) return false;
  const at = lines.indexOf(line);
  return lines.slice(at + 1, at + 4).filter((next) => headerLine.test(next)).length >= 2;
}

function withoutSignature(lines: readonly string[]): Pick<OwnText, 'own' | 'signature'> {
  const own: string[] = [];
  const signature: string[] = [];
  let left = 0;
  for (const line of lines) {
    if (device.test(line)) continue;
    const rest = valediction.test(line) ? line.replace(valediction, '') : undefined;
    if (rest !== undefined) {
      left = SIGNATURE_LINES_MAX;
      if (rest.trim() !== '') takeLine(rest);
      continue;
    }
    if (left > 0 && line.trim() !== '') takeLine(line);
    else own.push(line);
  }
  return { own, signature };

  function takeLine(line: string): void {
    left -= 1;
    const isMore =
      saysMore.test(line) || /\d\s?["„]?\p{L}(?!\p{L})/u.test(line) || line.trim().split(/\s+/).length > 6;
    if (isMore) left = 0;
    (isMore ? own : signature).push(line);
  }
}
