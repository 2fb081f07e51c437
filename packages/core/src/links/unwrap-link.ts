import { decodeBase64url } from '../encoding/base64url.ts';
import { decodeUtf8 } from '../encoding/bytes.ts';
import { DomainError } from '../errors.ts';

/** Links inside links: what mail filters, messengers and search engines make of an address. */

const layersMax = 6;
const schemePattern = /^(?:https?|openid-credential-offer|haip-vci|openid4vp|haip-vp):/i;
/** How deep an address may be percent-encoded. */
const decodingsMax = 3;

/** Percent-decodes once; undefined for what is no such encoding. */
export function decodePercent(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function tryBase64(text: string): string | undefined {
  try {
    return decodeUtf8(decodeBase64url(text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')));
  } catch (cause) {
    if (cause instanceof DomainError) return undefined;
    throw cause;
  }
}

/** URL Defense, second version: `-` stands for `%`, `_` for `/`. */
function decodeDefense2(url: string): string | undefined {
  const value = /^https?:\/\/urldefense[^/]*\/v2\/url\?(?:[^#]*&)?u=([^&#]+)/i.exec(url)?.[1];
  return value === undefined ? undefined : decodePercent(value.replaceAll('-', '%').replaceAll('_', '/'));
}

const runLetters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** URL Defense, third version: what was replaced by `*` (one) or `**X` (a run) stands behind `__;` in base64. */
function decodeDefense3(url: string): string | undefined {
  const found = /^https?:\/\/urldefense[^/]*\/v3\/__(.+?)__;(.*?)!/i.exec(url);
  const [, body, replaced] = found ?? [];
  if (body === undefined || replaced === undefined) return undefined;
  const characters = [...(tryBase64(replaced) ?? '')];
  return body
    .replace(/\*\*([A-Za-z0-9_-])|\*/g, (_, run: string | undefined) =>
      characters.splice(0, run === undefined ? 1 : runLetters.indexOf(run) + 2).join(''),
    )
    .replace(/^([a-z]+:)\/(?=[^/])/i, '$1//');
}

/** What else an address carries: values behind `?` and `#`, and whatever stands in its path with a scheme of its own. */
function carried(url: string): string[] {
  const start = url.search(/[?#]/);
  const values =
    start === -1 ? [] : [...new URLSearchParams(url.slice(start + 1).replaceAll('#', '&')).values()];
  const path = /^[a-z]+:\/\/[^?#]*?\/((?:https?|openid)[^?#]*(?:%3A|:).*)$/i.exec(url)?.[1];
  const plain = [
    ...values,
    ...values.flatMap((value) => tryBase64(value) ?? []),
    ...(path === undefined ? [] : [path]),
  ];
  return plain.flatMap((value) => {
    let text = value;
    for (let turn = 0; turn < decodingsMax && !/^[a-z][a-z0-9-]*:\/\//i.test(text); turn += 1)
      text = decodePercent(text) ?? text;
    return schemePattern.test(text) ? [text] : [];
  });
}

/**
 * Looks through an address for one that is wanted: the address itself, else what its wrapper carries, layer by layer.
 * @param isWanted says whether an address is one of ours
 * @returns undefined where there is none
 */
export function unwrapLink(url: string, isWanted: (url: string) => boolean, layer = 0): string | undefined {
  if (isWanted(url)) return url;
  if (layer === layersMax) return undefined;
  for (const inner of [decodeDefense2(url), decodeDefense3(url), ...carried(url)]) {
    const found = inner === undefined || inner === url ? undefined : unwrapLink(inner, isWanted, layer + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
