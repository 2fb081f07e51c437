import type { CheckState as OnlineCheck } from '@mleg/contract/check';
import { ageFlagYears } from '@mleg/core/calendar/age';
import { decodeBase64 } from '@mleg/core/encoding/base64url';
import type { OfflineFacts } from '@mleg/core/offline-qr/offline-card';
import type { OfflineChecks, OfflineVerdict } from '@mleg/core/offline-qr/verify-mleg1';
import type { VerdictReason, VerdictWord } from '@mleg/core/verdict/verdict';

/** What a verdict's screen shows, from whichever way of checking. */
export type Finding = {
  readonly verdict: VerdictWord;
  readonly reason: VerdictReason;
  readonly wrongClock?: 'holder' | 'verifier' | 'either';
  /** How old the code is, seconds. */
  readonly proofAge?: number;
  /** The last day of the card, `YYYY-MM-DD`. */
  readonly validUntil?: string;
  readonly person?: Person;
  readonly isDemo: boolean;
  /** False for a graduate whose card still runs. */
  readonly isPupil?: boolean;
  /** The lines of „Szczegóły”; an online check has none. */
  readonly checks?: OfflineChecks;
  /** As of when the data is, epoch seconds. */
  readonly dataAt: number | undefined;
  /** Days since then. */
  readonly dataDays: number;
  readonly isOnline: boolean;
};

/** Only what the issuer signed and the holder agreed to show. */
export type Person = {
  readonly name?: string;
  readonly age?: number;
  readonly birthDate?: string;
  readonly school?: string;
  readonly documentNumber?: string;
  readonly personalNumber?: string;
  readonly address?: string;
  /** Ages that the person has reached, where a code tells no birth date. */
  readonly agesReached?: readonly number[];
  /** A file of an image: the small WebP of a code, or the picture of an online check. */
  readonly picture?: Uint8Array;
};

const DAY = 86_400;

function daysBetween(from: number | undefined, to: number): number {
  return from === undefined ? 0 : Math.max(0, Math.floor((to - from) / DAY));
}

function personOf(facts: OfflineFacts, age: number | undefined): Person {
  const common = { school: facts.schoolShortName, picture: facts.pictureLow };
  if (facts.variant === 'discount') {
    return { ...common, agesReached: ageFlagYears.filter((_, at) => facts.ageOver[at] === true) };
  }
  return {
    ...common,
    name: `${facts.givenNames} ${facts.surname}`,
    documentNumber: facts.documentNumber,
    ...(age === undefined ? {} : { age }),
  };
}

/** @param dataAt as of when the lists are that were used */
export function findingOfCode(outcome: OfflineVerdict, dataAt: number | undefined, nowAt: number): Finding {
  const { presentation, wrongClock, proofAgeSeconds } = outcome;
  const usedAt = outcome.reason === 'lists_too_old' ? (outcome.statusAt ?? dataAt) : dataAt;
  return {
    verdict: outcome.verdict,
    reason: outcome.reason,
    checks: outcome.checks,
    isDemo: presentation?.isDemo === true,
    dataAt: usedAt,
    dataDays: daysBetween(usedAt, nowAt),
    isOnline: false,
    ...(wrongClock === undefined ? {} : { wrongClock }),
    ...(proofAgeSeconds === undefined ? {} : { proofAge: proofAgeSeconds }),
    ...(presentation === undefined
      ? {}
      : {
          person: personOf(presentation.facts, presentation.age),
          validUntil: presentation.facts.validUntil,
          isPupil: presentation.facts.isPupil,
        }),
  };
}

/** Bytes of a picture's data URL; none for an address of any other kind, and an empty file for a broken one. */
function readDataUrl(url: string): Uint8Array | undefined {
  const [, base64] = /^data:image\/(?:jpeg|webp|png);base64,(.*)$/s.exec(url) ?? [];
  if (base64 === undefined) return undefined;
  try {
    return decodeBase64(base64);
  } catch {
    return new Uint8Array();
  }
}

/** The finding of an online check that is done; undefined while it is not. */
export function findingOfCheck(check: OnlineCheck, nowAt: number): Finding | undefined {
  const { verdict, reason, disclosed, statusAsOf, wrongClock } = check;
  if (check.state !== 'done' || verdict === null || reason === null) return undefined;
  const dataAt = statusAsOf === null ? undefined : Date.parse(statusAsOf) / 1000;
  const clock = wrongClock === undefined ? {} : { wrongClock };
  const common = { verdict, reason, ...clock, dataAt, dataDays: daysBetween(dataAt, nowAt), isOnline: true };
  if (disclosed === null) return { ...common, isDemo: false };
  const { validUntil, demo, schoolName, picture, ...facts } = disclosed;
  const bytes = picture === undefined ? undefined : readDataUrl(picture);
  return {
    ...common,
    isDemo: demo === true,
    person: {
      ...(facts as Person),
      ...(schoolName === undefined ? {} : { school: schoolName }),
      ...(bytes === undefined ? {} : { picture: bytes }),
    },
    ...(validUntil === undefined ? {} : { validUntil }),
  };
}
