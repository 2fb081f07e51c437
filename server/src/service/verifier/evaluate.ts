import { checkSchoolId, type SchoolIdCheck } from '@mleg/core/credential/check-school-id';
import type { DisclosedSchoolId } from '@mleg/core/credential/school-id-claims';
import { ageInYears, warsawDayOf } from '@mleg/core/credential/validity';
import { type CheckProfile, createProfileQuery } from '@mleg/core/openid4vp/check-profiles';
import { isDcqlSatisfied, parseDcqlQuery } from '@mleg/core/openid4vp/dcql';
import { readHeldClaims } from '@mleg/core/openid4vp/held-claims';
import { createVerdict } from '@mleg/core/verdict/verdict';
import { sha256, verifyEs256 } from '../../keys/es256.ts';
import type { CheckDeps, CheckResult, DisclosedFacts } from './check-deps.ts';

/** Built once: what each profile asks for, as the parsed query and as names. */
const queries = new Map(
  (['ticket', 'cinema', 'library', 'full'] as const).map((profile) => {
    const query = parseDcqlQuery(JSON.parse(JSON.stringify(createProfileQuery(profile))));
    const names = query.credentials.flatMap(({ claims = [] }) => claims.map(({ path }) => path[0]));
    return [profile, { query, names }];
  }),
);

/**
 * Judges one presentation (OpenID4VP 1.0 8.6, 14.1): issuer, holder, school, date, status, and that what was asked for is
 * there. What was not asked for is dropped, even when it was sent.
 */
export async function evaluatePresentation(
  deps: Pick<CheckDeps, 'trust' | 'readStatus' | 'now'>,
  input: { presentation: string; profile: CheckProfile; clientId: string; nonce: string },
): Promise<CheckResult> {
  const { presentation, profile, clientId, nonce } = input;
  const nowAt = deps.now();
  const { trustList, findKey } = await deps.trust();
  let statusAsOf: number | null = null;
  const check = await checkSchoolId(
    {
      presentation,
      trustList,
      findKey,
      keyBinding: { aud: clientId, nonce },
      nowAt,
      findStatus: async (entry) => {
        const { word, asOf } = await deps.readStatus(entry, findKey);
        statusAsOf = asOf;
        return word;
      },
    },
    { sha256, verifyEs256 },
  );
  const { verdict, reason } = isAnswered(check, presentation, profile) ? check : createVerdict('malformed');
  const disclosed = check.card === undefined ? null : toDisclosed(check.card, profile, warsawDayOf(nowAt));
  return { verdict, reason, disclosed, statusAsOf };
}

/** 8.6: a credential that is in order and leaves out what was asked for is refused; anything worse is said first. */
function isAnswered(check: SchoolIdCheck, presentation: string, profile: CheckProfile): boolean {
  if (check.verdict !== 'valid') return true;
  const asked = queries.get(profile);
  return asked !== undefined && isDcqlSatisfied(asked.query, readHeldClaims(presentation, { sha256 }));
}

function toDisclosed(card: DisclosedSchoolId, profile: CheckProfile, on: string): DisclosedFacts {
  const names = queries.get(profile)?.names ?? [];
  const asked = <T>(name: string, value: T | undefined): T | undefined =>
    names.includes(name) ? value : undefined;
  const bornOn = asked('birthdate', card.bornOn);
  const facts = {
    name: asked('given_name', joinNames(card)),
    // A ticket inspector sees whole years, never the day (design.md 5).
    age: bornOn !== undefined && bornOn <= on ? ageInYears(bornOn, on) : undefined,
    birthDate: profile === 'full' ? bornOn : undefined,
    agesReached: asked('age_over_24', agesReached(card)),
    picture: card.pictureUrl ?? card.pictureLowUrl,
    schoolName: card.school?.name,
    documentNumber: asked('document_number', card.documentNumber),
    validUntil: card.validUntil,
    personalNumber: asked('personal_administrative_number', card.personalAdministrativeNumber),
    address: asked('address', card.address),
    demo: card.isDemo,
  };
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}

function joinNames({ givenNames, familyName }: DisclosedSchoolId): string | undefined {
  const parts = [givenNames, familyName].filter((part) => part !== undefined);
  return parts.length > 0 ? parts.join(' ') : undefined;
}

function agesReached({ ageOver }: DisclosedSchoolId): number[] {
  return Object.entries(ageOver)
    .filter(([, reached]) => reached)
    .map(([years]) => Number(years));
}
