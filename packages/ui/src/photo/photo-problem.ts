import { formatMoment, formatTime } from '@mleg/i18n/format';
import { m } from '@mleg/i18n/messages';
import type { ApiError } from '../call-api.ts';

const HOUR_SECONDS = 3600;
/** What a detected kind is called by those who save files of it. */
const KINDS: Readonly<Record<string, string>> = {
  webp: 'WebP',
  heic: 'HEIC',
  avif: 'AVIF',
  gif: 'GIF',
  tiff: 'TIFF',
  bmp: 'BMP',
  svg: 'SVG',
  pdf: 'PDF',
  zip: 'ZIP',
};

type Details = ApiError['details'];

const FAULTS: Readonly<Record<string, (details: Details) => string>> = {
  too_many_pixels: ({ pixelsMax }) =>
    m.photo_problem_pixels({ megapixels: Math.floor(Number(pixelsMax) / 1_000_000) }),
  side_too_long: ({ sideMax }) => m.photo_problem_side({ side: Number(sideMax) }),
  too_narrow: ({ aspectMax }) => m.photo_problem_narrow({ aspect: Number(aspectMax) }),
  too_complex: () => m.photo_problem_complex(),
  too_slow: () => m.photo_problem_complex(),
  unsupported_kind: () => m.photo_problem_complex(),
  truncated: () => m.photo_problem_truncated(),
  damaged: () => m.photo_problem_damaged(),
};

function waitText({ perDay, retryAfterSeconds }: Details): string | undefined {
  if (typeof retryAfterSeconds !== 'number') return undefined;
  if (typeof perDay !== 'number') return m.photo_problem_busy({ seconds: retryAfterSeconds });
  const at = Date.now() + retryAfterSeconds * 1000;
  const time = retryAfterSeconds < HOUR_SECONDS ? formatTime(at) : formatMoment(at);
  return m.photo_problem_per_day({ count: perDay, time });
}

/** What was wrong with a photo and what to do; undefined where the general sentence of the type says it. */
export function photoProblemText({ type, details }: ApiError): string | undefined {
  switch (type) {
    case 'network':
      return m.photo_problem_offline();
    case 'too_large': {
      const { bytesMax } = details;
      if (typeof bytesMax !== 'number') return undefined;
      return m.photo_problem_too_large({ megabytes: Math.floor(bytesMax / (1024 * 1024)) });
    }
    case 'unsupported_media_type': {
      const kind = KINDS[String(details['detected'])];
      return kind === undefined ? m.photo_problem_no_photo() : m.photo_problem_kind({ kind });
    }
    case 'photo_unreadable':
      return (FAULTS[String(details['reason'])] ?? m.photo_problem_damaged)(details);
    case 'rate_limited':
      return waitText(details);
    default:
      return undefined;
  }
}

/** Whether another file has to be chosen: sending this one again would be refused again. */
export function needsOtherPhoto({ type }: ApiError): boolean {
  return ['too_large', 'unsupported_media_type', 'photo_unreadable'].includes(type);
}
