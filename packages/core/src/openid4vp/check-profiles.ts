import { schoolIdVct } from '../credential/school-id.ts';
import type { SchoolIdClaimName } from '../credential/school-id-claims.ts';
import { sensitiveClaimNames } from '../credential/school-id-claims.ts';

/** What a verifier wants to know, as a person chooses it. */
export type CheckProfile = 'ticket' | 'cinema' | 'library' | 'full';

/** Key of the answer in `vp_token`. */
export const schoolIdQueryId = 'school_id';

/**
 * What each profile asks for: no claim more than its check needs, and always the school, because an issuer speaks for its
 * own schools only (docs/rulebook.md). The portrait comes on top.
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

/** The other copies of a batch carry the small portrait only. */
const portraits: readonly SchoolIdClaimName[] = ['picture', 'picture_low'];

/** Every choice out of the list, the empty one first. */
function subsets<T>(list: readonly T[]): T[][] {
  const all: T[][] = [[]];
  for (const one of list) all.push(...all.map((set) => [...set, one]));
  return all;
}

/**
 * The DCQL query of a profile (OpenID4VP 1.0 6). PESEL and address are in sets of their own behind the sets without them, so
 * that no wallet discloses them unless its holder chooses to.
 */
export function createProfileQuery(profile: CheckProfile): Record<string, unknown> {
  const base = claimsOfProfile[profile];
  const optional = profile === 'full' ? sensitiveClaimNames : [];
  const names = [...base, ...portraits, ...optional];
  const sets = subsets(optional).flatMap((extra) =>
    portraits.map((portrait) => [...base, portrait, ...extra]),
  );
  return {
    credentials: [
      {
        id: schoolIdQueryId,
        format: 'dc+sd-jwt',
        meta: { vct_values: [schoolIdVct] },
        claims: names.map((name) => ({ id: name, path: [name] })),
        claim_sets: sets,
      },
    ],
  };
}
