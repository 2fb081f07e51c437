import { ageFlagYears, ageInYears } from '@mleg/core/calendar/age';
import { warsawDayOf } from '@mleg/core/calendar/warsaw';
import { checkSchoolId } from '@mleg/core/credential/check-school-id';
import type { DisclosedSchoolId } from '@mleg/core/credential/school-id-claims';
import { decodeBase64url, encodeBase64url } from '@mleg/core/encoding/base64url';
import { parseJwt } from '@mleg/core/encoding/jwt';
import { DomainError } from '@mleg/core/errors';
import { isMleg1, type ParsedMleg1, parseMleg1 } from '@mleg/core/offline-qr/mleg1';
import {
  type OfflinePresentation,
  type OfflineStatus,
  verifyMleg1,
} from '@mleg/core/offline-qr/verify-mleg1';
import { splitSdJwt } from '@mleg/core/sd-jwt-vc/parse-sd-jwt-vc';
import { type StatusWord, statusValue } from '@mleg/core/status-list/status-array';
import { createVerdict, type Verdict } from '@mleg/core/verdict/verdict';
import { sha256, verifyEs256 } from '../keys/es256.ts';
import type { DisclosedFacts } from '../service/check/check-deps.ts';
import type { CheckLists } from './lists.ts';

/** What a line is checked with. */
export type LineCheck = {
  readonly lists: CheckLists;
  /** What the holder's proof must name; undefined: what it names is not compared. */
  readonly audience: string | undefined;
  readonly nonce: string | undefined;
  /** Epoch seconds, for each line anew. */
  readonly at: () => number;
  readonly listAgeMax: number;
};

/** What is said of a line. */
export type LineVerdict = Verdict & { readonly claims?: DisclosedFacts };

const KEY_BINDING_LENGTH_MAX = 8192;
const malformed: LineVerdict = createVerdict('malformed');

/** Checks one line: a presentation, an MLEG1 code or its link; everything else is malformed. Never throws. */
export async function checkLine(line: string | undefined, check: LineCheck): Promise<LineVerdict> {
  if (line === undefined || line === '') return malformed;
  try {
    if (isMleg1(line)) return await checkCode(line, check);
    return line.includes('~') ? await checkPresentation(line, check) : malformed;
  } catch {
    // Whatever a line stumbled over, the next one is checked.
    return malformed;
  }
}

/** A list older than the caller's limit says only what is final. */
function limitAge(
  { word, asOf }: { readonly word: StatusWord; readonly asOf: number | null },
  at: number,
  listAgeMax: number,
): StatusWord {
  const isOld = asOf === null || at - asOf > listAgeMax;
  return isOld && word !== 'revoked' ? 'unknown' : word;
}

async function checkPresentation(presentation: string, check: LineCheck): Promise<LineVerdict> {
  const { lists, audience, nonce, listAgeMax } = check;
  const nowAt = check.at();
  const own = readKeyBinding(presentation);
  const { trustList, findKey } = await lists.trust();
  const { verdict, reason, card } = await checkSchoolId(
    {
      presentation,
      trustList,
      findKey,
      keyBinding: { aud: audience ?? own.aud, nonce: nonce ?? own.nonce },
      nowAt,
      findStatus: async (entry) => limitAge(await lists.readStatus(entry, findKey), nowAt, listAgeMax),
    },
    { sha256, verifyEs256 },
  );
  return { verdict, reason, ...(card === undefined ? {} : { claims: factsOf(card, warsawDayOf(nowAt)) }) };
}

/** For whom the holder says the presentation was made. */
function readKeyBinding(text: string): { aud: string; nonce: string } {
  try {
    const { keyBindingJwtText } = splitSdJwt(text);
    const { aud, nonce } = parseJwt(keyBindingJwtText ?? '', KEY_BINDING_LENGTH_MAX).payload;
    return { aud: String(aud), nonce: String(nonce) };
  } catch (error) {
    if (error instanceof DomainError) return { aud: '', nonce: '' };
    throw error;
  }
}

function factsOf(card: DisclosedSchoolId, on: string): DisclosedFacts {
  const { givenNames, familyName, bornOn, ageOver } = card;
  const names = [givenNames, familyName].filter((part) => part !== undefined);
  const flags = Object.entries(ageOver);
  return dropUndefined({
    name: names.length > 0 ? names.join(' ') : undefined,
    age: bornOn !== undefined && bornOn <= on ? ageInYears(bornOn, on) : undefined,
    birthDate: bornOn,
    agesReached: flags.length > 0 ? flags.filter(([, is]) => is).map(([years]) => Number(years)) : undefined,
    picture: card.pictureUrl ?? card.pictureLowUrl,
    schoolName: card.school?.name,
    documentNumber: card.documentNumber,
    validUntil: card.validUntil,
    personalNumber: card.personalAdministrativeNumber,
    address: card.address,
    demo: card.isDemo,
  });
}

function dropUndefined(facts: object): DisclosedFacts {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}

async function checkCode(text: string, check: LineCheck): Promise<LineVerdict> {
  const nowAt = check.at();
  const code = parseMleg1(text);
  const { trustList } = await check.lists.trust();
  const status = await findCodeStatus(code, check, nowAt);
  const nonce = code.proof.hasNonce ? readNonce(check.nonce) : undefined;
  const { verdict, reason, presentation } = await verifyMleg1(
    {
      text: code,
      trustList,
      statusLists: { findStatus: () => status },
      nowAt,
      // The caller's clock, or the time that the caller names: there is no other to compare with.
      onlineTimeKnown: true,
      ...(nonce === undefined ? {} : { nonce }),
    },
    { sha256, verifyEs256 },
  );
  return { verdict, reason, ...(presentation === undefined ? {} : { claims: factsOfCode(presentation) }) };
}

/** The entry that a code refers to, in the list of the operator whose key it names. */
async function findCodeStatus(
  { credential }: ParsedMleg1,
  { lists, listAgeMax }: LineCheck,
  nowAt: number,
): Promise<OfflineStatus | undefined> {
  const { trustList, findKey } = await lists.trust();
  const operator = trustList.findByKid(encodeBase64url(credential.kid))?.operator;
  if (operator === undefined) return undefined;
  const { listNumber, index } = credential.facts.status;
  const uri = `${operator.statusListBase}${listNumber}`;
  const { word, asOf } = await lists.readStatus({ uri, idx: index, iss: operator.issuer }, findKey);
  if (word === 'unknown' || asOf === null) return undefined;
  // Signed "later" where an earlier time is asked about.
  const signedAt = Math.min(asOf, nowAt);
  return { value: statusValue[word], signedAt, expiresAt: signedAt + listAgeMax + 1 };
}

function readNonce(nonce: string | undefined): Uint8Array | undefined {
  try {
    return nonce === undefined ? undefined : decodeBase64url(nonce);
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}

/** As on the verifier's screen: whole years, never the birth date. */
function factsOfCode({ facts, age, isDemo }: OfflinePresentation): DisclosedFacts {
  const common = { schoolName: facts.schoolShortName, validUntil: facts.validUntil, demo: isDemo };
  if (facts.variant === 'discount') {
    return { ...common, agesReached: ageFlagYears.filter((_, flag) => facts.ageOver[flag] === true) };
  }
  const name = `${facts.givenNames} ${facts.surname}`;
  return { ...common, name, documentNumber: facts.documentNumber, ...(age === undefined ? {} : { age }) };
}
