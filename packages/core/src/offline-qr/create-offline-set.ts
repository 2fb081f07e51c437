import { ageFlagsOn, nextAgeFlagChangeOn } from '../calendar/age.ts';
import { warsawDayOf, warsawDayStartAt } from '../calendar/warsaw.ts';
import { expOfLastDay } from '../credential/validity.ts';
import type { P256PublicJwk, SignEs256 } from '../deps.ts';
import type { OfflineFacts, OfflineVariant } from './offline-card.ts';
import { shortenName, shortenSchoolName } from './offline-card.ts';
import { createOfflineCwt } from './offline-cwt.ts';

/** What the school states about one pupil, as far as the offline variants carry it. Dates `YYYY-MM-DD`. */
export type OfflineSubject = {
  readonly givenNames: string;
  readonly familyName: string;
  readonly bornOn: string;
  readonly isPupil: boolean;
  readonly documentNumber: string;
  /** Last day of the paper ID. */
  readonly validUntil: string;
  readonly school: { readonly rspo: string; readonly shortName: string };
  /** WebP, at most 480 bytes. */
  readonly pictureLow: Uint8Array;
  /** WebP, at most 330 bytes. */
  readonly linkPicture: Uint8Array;
};

/** Everything about one device that its three variants have in common. */
export type OfflineSetInput = {
  readonly subject: OfflineSubject;
  readonly deviceKey: P256PublicJwk;
  /** First 8 bytes of the signer's JWK thumbprint (`kidBytesOf`). */
  readonly kid: Uint8Array;
  /** One entry of an offline list, shared by the variants of one device (design.md 5). */
  readonly status: { readonly listNumber: number; readonly index: number };
  readonly isDemo: boolean;
  readonly isStateRecognised: boolean;
  /** Epoch seconds. */
  readonly nowAt: number;
};

/** One variant, ready to be handed to the wallet. */
export type OfflineCredential = {
  readonly variant: OfflineVariant;
  readonly cwt: Uint8Array;
  readonly expiresAt: number;
};

function createFacts(input: OfflineSetInput): readonly OfflineFacts[] {
  const { subject, isDemo, isStateRecognised, status } = input;
  const name = shortenName(subject.givenNames, subject.familyName);
  const common = {
    isDemo,
    isStateRecognised,
    isPupil: subject.isPupil,
    status,
    rspo: Number(subject.school.rspo),
    schoolShortName: shortenSchoolName(subject.school.shortName),
    validUntil: subject.validUntil,
  };
  const { bornOn, documentNumber } = subject;
  const own = { givenNames: name.givenNames, surname: name.surname, bornOn, documentNumber };
  const ageOver = ageFlagsOn(bornOn, warsawDayOf(input.nowAt));
  return [
    { ...common, ...own, variant: 'ticket', pictureLow: subject.pictureLow },
    { ...common, variant: 'discount', ageOver, pictureLow: subject.pictureLow },
    { ...common, ...own, variant: 'link', pictureLow: subject.linkPicture },
  ];
}

/** Ticket and link end with the paper ID; a discount no later than the birthday that changes one of its flags (V4). */
function findEnd(variant: OfflineVariant, { subject, nowAt }: OfflineSetInput): number {
  const cardEndAt = expOfLastDay(subject.validUntil);
  const changeOn = nextAgeFlagChangeOn(subject.bornOn, warsawDayOf(nowAt));
  return variant === 'discount' && changeOn !== undefined
    ? Math.min(cardEndAt, warsawDayStartAt(changeOn))
    : cardEndAt;
}

/**
 * Mints ticket, discount and link for one device (server).
 * @param sign ES256 by the issuer's credential key, the one of `kid`
 * @throws invalid_input naming the field that is out of bounds; a long name or school name is shortened, not refused
 */
export async function createOfflineSet(
  input: OfflineSetInput,
  sign: SignEs256,
): Promise<readonly OfflineCredential[]> {
  const { kid, deviceKey } = input;
  return await Promise.all(
    createFacts(input).map(async (facts) => {
      const expiresAt = findEnd(facts.variant, input);
      const cwt = await createOfflineCwt({ kid, deviceKey, expiresAt, facts }, sign);
      return { variant: facts.variant, cwt, expiresAt };
    }),
  );
}
