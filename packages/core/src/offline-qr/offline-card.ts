import { ageFlagYears } from '../calendar/age.ts';
import { dateToDays, daysToDate } from '../calendar/days.ts';
import { DomainError } from '../errors.ts';
import {
  documentNumberBytesMax,
  linkPictureMax,
  nameBytesMax,
  pictureLowMax,
  schoolNameBytesMax,
} from './limits.ts';

/** *ticket*: name, birth date, number. *discount*: age flags instead. *link*: a ticket small enough for a web address. */
export type OfflineVariant = 'ticket' | 'discount' | 'link';

type CommonFacts = {
  /** The issuer is a demonstration: the verifier says DEMO. */
  readonly isDemo: boolean;
  /** The issuer is recognised by the state; false means "by the school's own authority" (rules.md W6). */
  readonly isStateRecognised: boolean;
  /** Pupil status ("uczen"); false for a graduate whose card still runs (rules.md V2). */
  readonly isPupil: boolean;
  /** Which of the issuer's offline status lists, and the index in it. */
  readonly status: { readonly listNumber: number; readonly index: number };
  readonly rspo: number;
  readonly schoolShortName: string;
  /** Last day of the paper ID, `YYYY-MM-DD`. */
  readonly validUntil: string;
  /** WebP. */
  readonly pictureLow: Uint8Array;
};

/** What a ticket or a link states about its holder. */
export type TicketFacts = CommonFacts & {
  readonly variant: 'ticket' | 'link';
  readonly givenNames: string;
  readonly surname: string;
  /** `YYYY-MM-DD`. A verifier shows whole years, never this. */
  readonly bornOn: string;
  readonly documentNumber: string;
};

/** What a discount states about its holder: no name, no birth date, no number. */
export type DiscountFacts = CommonFacts & {
  readonly variant: 'discount';
  /** One boolean per entry of `ageFlagYears` (7, 13, 16, 18, 24). */
  readonly ageOver: readonly boolean[];
};

/** Everything that the issuer signs about the holder in one variant. */
export type OfflineFacts = TicketFacts | DiscountFacts;

/** The facts as they stand in the CBOR: a fixed order, so that no key costs a byte. */
export type FactsArray = readonly (number | string | Uint8Array)[];

const formatVersion = 1;
const variants = ['ticket', 'discount', 'link'] as const;
const demoBit = 1;
const stateRecognisedBit = 2;
const pupilBit = 4;
const commonLength = 9;
const ticketLength = 13;
const discountLength = 10;
const dayMax = 120_000;
const utf8 = new TextEncoder();
/** Control, format and private characters could make a name look like another one on the verifier's screen. */
const unprintable = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u;

function isText(value: unknown, bytesMax: number): value is string {
  return (
    typeof value === 'string' &&
    value !== '' &&
    value === value.trim() &&
    !unprintable.test(value) &&
    utf8.encode(value).length <= bytesMax
  );
}

function isUint(value: unknown, max: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max;
}

function isDay(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= dayMax;
}

/** `RIFF`, size, `WEBP` (RFC 9649 2.4): the size must be the true one, so that nothing hides behind the picture. */
function isWebp(value: unknown, bytesMax: number): value is Uint8Array {
  if (!(value instanceof Uint8Array) || value.length < 20 || value.length > bytesMax) return false;
  const tag = String.fromCharCode(...value.subarray(0, 4), ...value.subarray(8, 12));
  const size = new DataView(value.buffer, value.byteOffset).getUint32(4, true);
  return tag === 'RIFFWEBP' && size + 8 === value.length;
}

function check(isFine: boolean, type: 'malformed' | 'invalid_input', field: string): void {
  if (!isFine) throw new DomainError(type, { field });
}

/** The same bounds hold for who writes and who reads; only the kind of the error differs. */
function checkFacts(facts: FactsArray, type: 'malformed' | 'invalid_input'): void {
  const variant = variants[Number(facts[1])];
  const isTicket = variant !== 'discount';
  check(facts[0] === formatVersion, type, 'version');
  check(variant !== undefined && isUint(facts[1], 2), type, 'variant');
  check(facts.length === (isTicket ? ticketLength : discountLength), type, 'facts');
  check(isUint(facts[2], 7), type, 'flags');
  check(isUint(facts[3], 0xffff), type, 'listNumber');
  check(isUint(facts[4], 0xffffffff), type, 'index');
  check(isUint(facts[5], 0xffffffff), type, 'rspo');
  check(isText(facts[6], schoolNameBytesMax), type, 'schoolShortName');
  check(isDay(facts[7]), type, 'validUntil');
  check(isWebp(facts[8], variant === 'link' ? linkPictureMax : pictureLowMax), type, 'pictureLow');
  if (isTicket) checkTicket(facts.slice(commonLength), type);
  else check(isUint(facts[9], 2 ** ageFlagYears.length - 1), type, 'ageOver');
}

function checkTicket(
  [givenNames, surname, born, number]: FactsArray,
  type: 'malformed' | 'invalid_input',
): void {
  check(isText(givenNames, nameBytesMax), type, 'givenNames');
  check(isText(surname, nameBytesMax), type, 'surname');
  check(utf8.encode(`${givenNames}${surname}`).length <= nameBytesMax, type, 'givenNames');
  check(isDay(born), type, 'bornOn');
  check(isText(number, documentNumberBytesMax), type, 'documentNumber');
}

function flagBits(flags: readonly boolean[]): number {
  return flags.reduce((bits, flag, index) => bits | (flag ? 1 << index : 0), 0);
}

/**
 * @param facts what the issuer states
 * @returns the facts in their fixed order
 * @throws invalid_input naming the field that is out of bounds
 */
export function createFactsArray(facts: OfflineFacts): FactsArray {
  const { isDemo, isStateRecognised, isPupil, status } = facts;
  const common = [
    formatVersion,
    variants.indexOf(facts.variant),
    flagBits([isDemo, isStateRecognised, isPupil]),
    status.listNumber,
    status.index,
    facts.rspo,
    facts.schoolShortName,
    dateToDays(facts.validUntil),
    facts.pictureLow,
  ];
  const own =
    facts.variant === 'discount'
      ? [facts.ageOver.length === ageFlagYears.length ? flagBits(facts.ageOver) : -1]
      : [facts.givenNames, facts.surname, dateToDays(facts.bornOn), facts.documentNumber];
  const array = [...common, ...own];
  checkFacts(array, 'invalid_input');
  return array;
}

/**
 * @param value decoded CBOR
 * @returns the facts, every field within its bounds
 * @throws malformed naming the field
 */
export function parseFactsArray(value: unknown): OfflineFacts {
  check(Array.isArray(value), 'malformed', 'facts');
  const array = value as FactsArray;
  checkFacts(array, 'malformed');
  const flags = Number(array[2]);
  const common: CommonFacts = {
    isDemo: (flags & demoBit) !== 0,
    isStateRecognised: (flags & stateRecognisedBit) !== 0,
    isPupil: (flags & pupilBit) !== 0,
    status: { listNumber: Number(array[3]), index: Number(array[4]) },
    rspo: Number(array[5]),
    schoolShortName: String(array[6]),
    validUntil: daysToDate(Number(array[7])),
    pictureLow: array[8] as Uint8Array,
  };
  const variant = variants[Number(array[1])] ?? 'ticket';
  if (variant === 'discount') {
    return {
      ...common,
      variant,
      ageOver: ageFlagYears.map((_, index) => (Number(array[9]) & (1 << index)) !== 0),
    };
  }
  const [givenNames, surname, born, documentNumber] = array.slice(commonLength);
  return {
    ...common,
    variant,
    givenNames: String(givenNames),
    surname: String(surname),
    bornOn: daysToDate(Number(born)),
    documentNumber: String(documentNumber),
  };
}

function cutUtf8(text: string, bytesMax: number): string {
  let cut = '';
  for (const character of text) {
    if (utf8.encode(`${cut}${character}…`).length > bytesMax) return `${cut.trimEnd()}…`;
    cut += character;
  }
  return cut;
}

/**
 * A name that fits: first the later given names become initials, then the longer part is cut and ends in "…".
 * The whole name stands in the SD-JWT VC; a conductor compares a photo and a beginning of a name.
 */
export function shortenName(givenNames: string, surname: string): { givenNames: string; surname: string } {
  const fits = (given: string): boolean => utf8.encode(`${given}${surname}`).length <= nameBytesMax;
  if (fits(givenNames)) return { givenNames, surname };
  const [first = '', ...later] = givenNames.split(' ');
  const initials = [first, ...later.map((name) => `${[...name][0] ?? ''}.`)].join(' ');
  if (fits(initials)) return { givenNames: initials, surname };
  const half = Math.floor(nameBytesMax / 2);
  return { givenNames: cutUtf8(first, half), surname: cutUtf8(surname, half) };
}

/** The school's short name cut to what fits, ending in "…" when something is missing. */
export function shortenSchoolName(name: string): string {
  return utf8.encode(name).length <= schoolNameBytesMax ? name : cutUtf8(name, schoolNameBytesMax);
}
