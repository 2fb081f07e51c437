import type { AgeOverYears } from '../calendar/age.ts';
import { ageFlagYears, ageOver } from '../calendar/age.ts';
import { dateToDays } from '../calendar/days.ts';
import type { P256PublicJwk } from '../deps.ts';
import { decodeBase64, encodeBase64 } from '../encoding/base64url.ts';
import type { JsonObject, JsonValue } from '../encoding/strict-json.ts';
import { isJsonObject } from '../encoding/strict-json.ts';
import { DomainError } from '../errors.ts';
import type { VisibleClaims } from '../sd-jwt-vc/create-sd-jwt-vc.ts';
import type { PupilStatus, SchoolFacts, SchoolIdEnvelope, SchoolIdFacts } from './school-id.ts';
import { schoolIdVct } from './school-id.ts';
import { expOfLastDay, roundToDay } from './validity.ts';

/** Every claim that is disclosed one by one, in the order of the rulebook. */
export const disclosableClaimNames = [
  'given_name',
  'family_name',
  'birthdate',
  'personal_administrative_number',
  'address',
  'picture',
  'picture_low',
  'document_number',
  'date_of_issuance',
  'date_of_expiry',
  'pupil_status',
  'school',
  'age_over_07',
  'age_over_13',
  'age_over_16',
  'age_over_18',
  'age_over_24',
  'issuing_authority',
] as const;
export type SchoolIdClaimName = (typeof disclosableClaimNames)[number];

/** Digests in every school ID: how many claims there are tells nobody who has no PESEL or a protected address. */
export const schoolIdDigestCount = disclosableClaimNames.length;

/** Leave the wallet only when the holder ticks them one by one (design.md 1.2). */
export const sensitiveClaimNames: readonly SchoolIdClaimName[] = [
  'personal_administrative_number',
  'address',
];

/** Disclosable claims on the wire. */
export type SchoolIdClaims = {
  readonly given_name: string;
  readonly family_name: string;
  readonly birthdate: string;
  readonly personal_administrative_number?: string;
  readonly address?: { readonly formatted: string };
  readonly picture?: string;
  readonly picture_low?: string;
  readonly document_number: string;
  readonly date_of_issuance: string;
  readonly date_of_expiry: string;
  readonly pupil_status: 'uczen' | 'absolwent';
  readonly school: {
    readonly name: string;
    readonly short_name: string;
    readonly address: string;
    readonly rspo: string;
  };
  readonly age_over_07: boolean;
  readonly age_over_13: boolean;
  readonly age_over_16: boolean;
  readonly age_over_18: boolean;
  readonly age_over_24: boolean;
  readonly issuing_authority: string;
};

const jpegPrefix = 'data:image/jpeg;base64,';
const webpPrefix = 'data:image/webp;base64,';
const pictureLengthMax = 65_536;
const textLengthMax = 512;

/**
 * The disclosable claims of one copy.
 * @param on the day in Poland for which the age flags hold, `YYYY-MM-DD`
 */
export function createSchoolIdClaims(facts: SchoolIdFacts, on: string): SchoolIdClaims {
  const { school, personalAdministrativeNumber: number, address, picture, pictureLow } = facts;
  const isOver = (years: AgeOverYears): boolean => ageOver(facts.bornOn, on, years);
  return {
    given_name: facts.givenNames,
    family_name: facts.familyName,
    birthdate: facts.bornOn,
    ...(number === undefined ? {} : { personal_administrative_number: number }),
    ...(address === undefined ? {} : { address: { formatted: address } }),
    ...(picture === undefined ? {} : { picture: jpegPrefix + encodeBase64(picture) }),
    ...(pictureLow === undefined ? {} : { picture_low: webpPrefix + encodeBase64(pictureLow) }),
    document_number: facts.documentNumber,
    date_of_issuance: facts.issuedOn,
    date_of_expiry: facts.validUntil,
    pupil_status: facts.pupilStatus === 'pupil' ? 'uczen' : 'absolwent',
    school: { name: school.name, short_name: school.shortName, address: school.address, rspo: school.rspo },
    age_over_07: isOver(7),
    age_over_13: isOver(13),
    age_over_16: isOver(16),
    age_over_18: isOver(18),
    age_over_24: isOver(24),
    issuing_authority: facts.issuingAuthority,
  };
}

/** The claims that stand in the clear in one copy, bound to one device key. */
export function createVisibleClaims(envelope: SchoolIdEnvelope, holderKey: P256PublicJwk): VisibleClaims {
  const { kty, crv, x, y } = holderKey;
  return {
    iss: envelope.issuer,
    vct: schoolIdVct,
    iat: roundToDay(envelope.mintedAt),
    exp: expOfLastDay(envelope.validUntil),
    cnf: { jwk: { kty, crv, x, y } },
    status: { status_list: { idx: envelope.status.idx, uri: envelope.status.uri } },
    demo: envelope.isDemo,
    authority_note: envelope.authorityNote,
  };
}

/** What a verified school ID disclosed; what was not disclosed is undefined. */
export type DisclosedSchoolId = {
  readonly givenNames: string | undefined;
  readonly familyName: string | undefined;
  readonly bornOn: string | undefined;
  readonly personalAdministrativeNumber: string | undefined;
  readonly address: string | undefined;
  /** Data URLs of checked base64: safe as an image's address. */
  readonly pictureUrl: string | undefined;
  readonly pictureLowUrl: string | undefined;
  readonly documentNumber: string | undefined;
  readonly issuedOn: string | undefined;
  readonly validUntil: string | undefined;
  readonly pupilStatus: PupilStatus | undefined;
  readonly school: SchoolFacts | undefined;
  readonly ageOver: Readonly<Partial<Record<AgeOverYears, boolean>>>;
  readonly issuingAuthority: string | undefined;
  readonly isDemo: boolean;
  readonly authorityNote: string | undefined;
};

function refuse(field: string): never {
  throw new DomainError('malformed', { field });
}

type Reader<T> = (value: JsonValue, field: string) => T;

const readText: Reader<string> = (value, field) =>
  typeof value === 'string' && value !== '' && value.length <= textLengthMax ? value : refuse(field);

const readDay: Reader<string> = (value, field) => {
  const on = readText(value, field);
  try {
    dateToDays(on);
  } catch {
    return refuse(field);
  }
  return on;
};

const readBoolean: Reader<boolean> = (value, field) => (typeof value === 'boolean' ? value : refuse(field));

const readStatus: Reader<PupilStatus> = (value, field) => {
  if (value === 'uczen') return 'pupil';
  return value === 'absolwent' ? 'graduated' : refuse(field);
};

const readAddress: Reader<string> = (value, field) => {
  const { formatted = null } = isJsonObject(value) ? value : {};
  return readText(formatted, field);
};

const readSchool: Reader<SchoolFacts> = (value, field) => {
  const {
    name = null,
    short_name: shortName = null,
    address = null,
    rspo = null,
  } = isJsonObject(value) ? value : {};
  return {
    name: readText(name, field),
    shortName: readText(shortName, field),
    address: readText(address, field),
    rspo: readText(rspo, field),
  };
};

function readPicture(prefix: string): Reader<string> {
  return (value, field) => {
    if (typeof value !== 'string' || value.length > pictureLengthMax || !value.startsWith(prefix))
      return refuse(field);
    decodeBase64(value.slice(prefix.length));
    return value;
  };
}

function readAgeFlags(claims: JsonObject): DisclosedSchoolId['ageOver'] {
  const flags: Partial<Record<AgeOverYears, boolean>> = {};
  for (const years of ageFlagYears) {
    const name = `age_over_${String(years).padStart(2, '0')}`;
    const flag = claims[name];
    if (flag !== undefined) flags[years] = readBoolean(flag, name);
  }
  return flags;
}

/**
 * Types the claims of a credential whose signature was verified; also the wallet's way to read its own copy.
 * @param claims processed, without `_sd`
 * @throws malformed naming the claim
 */
export function parseSchoolIdClaims(claims: JsonObject): DisclosedSchoolId {
  const read = <T>(name: SchoolIdClaimName | 'demo' | 'authority_note', reader: Reader<T>): T | undefined => {
    const value = claims[name];
    return value === undefined ? undefined : reader(value, name);
  };
  return {
    givenNames: read('given_name', readText),
    familyName: read('family_name', readText),
    bornOn: read('birthdate', readDay),
    personalAdministrativeNumber: read('personal_administrative_number', readText),
    address: read('address', readAddress),
    pictureUrl: read('picture', readPicture(jpegPrefix)),
    pictureLowUrl: read('picture_low', readPicture(webpPrefix)),
    documentNumber: read('document_number', readText),
    issuedOn: read('date_of_issuance', readDay),
    validUntil: read('date_of_expiry', readDay),
    pupilStatus: read('pupil_status', readStatus),
    school: read('school', readSchool),
    ageOver: readAgeFlags(claims),
    issuingAuthority: read('issuing_authority', readText),
    isDemo: read('demo', readBoolean) ?? false,
    authorityNote: read('authority_note', readText),
  };
}
