import { schoolIdVct } from '../credential/school-id.ts';
import type { SchoolIdClaimName } from '../credential/school-id-claims.ts';

/** What a verifier wants to know, as a person chooses it. */
export type CheckProfile = 'ticket' | 'cinema' | 'library' | 'full';

/** Key of the answer in `vp_token`. */
export const schoolIdQueryId = 'school_id';

/**
 * What each profile asks for: no claim more than its check needs, and always the school, because an issuer speaks for its
 * own schools only (docs/rulebook.md). The portrait comes on top. A ticket check shows whole years: they are reckoned from the
 * birth date, which the verifier's server drops and which every screen names before it is shared.
 */
const claimsOfProfile: Record<CheckProfile, readonly SchoolIdClaimName[]> = {
  ticket: ['given_name', 'family_name', 'birthdate', 'document_number', 'date_of_expiry', 'school'],
  cinema: [
    'date_of_expiry',
    'school',
    'age_over_07',
    'age_over_13',
    'age_over_16',
    'age_over_18',
    'age_over_24',
  ],
  library: ['given_name', 'family_name', 'document_number', 'date_of_expiry', 'school'],
  full: [
    'given_name',
    'family_name',
    'birthdate',
    'document_number',
    'date_of_issuance',
    'date_of_expiry',
    'pupil_status',
    'school',
  ],
};

/**
 * The portrait that a check needs, the preferred one first: an inspector sees a small picture (requirement B8), at a desk there
 * is time for the large one. Whoever has only the other one answers with that.
 */
const portraitsOfProfile: Record<CheckProfile, readonly SchoolIdClaimName[]> = {
  ticket: ['picture_low', 'picture'],
  cinema: ['picture_low', 'picture'],
  library: ['picture_low', 'picture'],
  full: ['picture', 'picture_low'],
};

/**
 * Queries of their own for what a holder gives one by one. Never by `claim_sets`: a wallet that ignores those would send all
 * (design.md section 5).
 */
export const optionalQueryIds: Readonly<Record<string, SchoolIdClaimName>> = {
  school_id_pesel: 'personal_administrative_number',
  school_id_address: 'address',
};

/** By these an optional answer is known to be about the same ID; the first query asks for them already. */
const linkingClaims: readonly SchoolIdClaimName[] = ['document_number', 'school'];

/** What a profile asks for besides the portrait, in the order in which people read it. */
export function profileClaims(profile: CheckProfile): readonly SchoolIdClaimName[] {
  return claimsOfProfile[profile];
}

function createQuery(
  id: string,
  names: readonly SchoolIdClaimName[],
  sets?: readonly (readonly SchoolIdClaimName[])[],
): Record<string, unknown> {
  return {
    id,
    format: 'dc+sd-jwt',
    meta: { vct_values: [schoolIdVct] },
    claims: names.map((name) => ({ id: name, path: [name] })),
    ...(sets === undefined ? {} : { claim_sets: sets }),
  };
}

/** The DCQL query of a profile (OpenID4VP 1.0 6). PESEL and address are optional credentials of the full profile. */
export function createProfileQuery(profile: CheckProfile): Record<string, unknown> {
  const base = claimsOfProfile[profile];
  const portraits = portraitsOfProfile[profile];
  const sets = portraits.map((portrait) => [...base, portrait]);
  const main = createQuery(schoolIdQueryId, [...base, ...portraits], sets);
  if (profile !== 'full') return { credentials: [main] };
  const optional = Object.entries(optionalQueryIds);
  return {
    credentials: [main, ...optional.map(([id, name]) => createQuery(id, [name, ...linkingClaims]))],
    credential_sets: [
      { options: [[schoolIdQueryId]] },
      ...optional.map(([id]) => ({ options: [[id]], required: false })),
    ],
  };
}
