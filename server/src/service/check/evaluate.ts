import { ageInYears } from '@mleg/core/calendar/age';
import { warsawDayOf } from '@mleg/core/calendar/warsaw';
import { checkSchoolId, type SchoolIdCheck } from '@mleg/core/credential/check-school-id';
import type { DisclosedSchoolId } from '@mleg/core/credential/school-id-claims';
import {
  type CheckProfile,
  createProfileQuery,
  optionalQueryIds,
  profileClaims,
  schoolIdQueryId,
} from '@mleg/core/openid4vp/check-profiles';
import { type DcqlQuery, isDcqlSatisfied, parseDcqlQuery } from '@mleg/core/openid4vp/dcql';
import { readHeldClaims } from '@mleg/core/openid4vp/held-claims';
import { createVerdict, decideVerdict } from '@mleg/core/verdict/verdict';
import { sha256, verifyEs256 } from '../../keys/es256.ts';
import type { CheckDeps, CheckResult, DisclosedFacts } from './check-deps.ts';

type EvaluateDeps = Pick<CheckDeps, 'trust' | 'readStatus' | 'now'>;
type Binding = { readonly clientId: string; readonly nonce: string };

/** Built once: each query of each profile by its id, as a query of its own. */
const queries = new Map(
  (['ticket', 'cinema', 'library', 'full'] as const).map((profile) => {
    const query = parseDcqlQuery(JSON.parse(JSON.stringify(createProfileQuery(profile))));
    const byId = query.credentials.map((one): [string, DcqlQuery] => [
      one.id,
      { ...query, credentials: [one], requiredSets: undefined },
    ]);
    return [profile, new Map(byId)];
  }),
);

/** Ids of the queries that a wallet may leave out. */
export function optionalIdsOf(profile: CheckProfile): string[] {
  return [...(queries.get(profile)?.keys() ?? [])].filter((id) => id !== schoolIdQueryId);
}

/**
 * Judges one answer (OpenID4VP 1.0 8.6, 14.1): issuer, holder, school, date, status, and that what was asked for is there. What
 * was not asked for is dropped, even when it was sent.
 * @param input.optional answers to the optional queries, by the query's id
 */
export async function evaluatePresentation(
  deps: EvaluateDeps,
  input: {
    readonly presentation: string;
    readonly optional?: Readonly<Record<string, string>>;
    readonly profile: CheckProfile;
    readonly clientId: string;
    readonly nonce: string;
  },
): Promise<CheckResult> {
  const { profile, optional = {} } = input;
  const main = await checkAnswer(deps, input, { profile, id: schoolIdQueryId, text: input.presentation });
  const others = await Promise.all(
    Object.entries(optional).map(([id, text]) => checkAnswer(deps, input, { profile, id, text })),
  );
  const isOfOther = others.some(({ check }) => !isSameId(main.check.card, check.card));
  const { verdict, reason } = isOfOther
    ? createVerdict('malformed')
    : decideVerdict([main, ...others].map(({ check }) => check.reason));
  const { card, wrongClock } = main.check;
  const on = warsawDayOf(deps.now());
  const given = isOfOther
    ? []
    : others.flatMap(({ id, check }) => (check.card ? [{ id, card: check.card }] : []));
  return {
    verdict,
    reason,
    disclosed: card === undefined ? null : { ...toDisclosed(card, profile, on), ...toOptional(given) },
    statusAsOf: main.statusAsOf,
    ...(wrongClock === undefined ? {} : { wrongClock }),
  };
}

type Answer = { readonly profile: CheckProfile; readonly id: string; readonly text: string };
type Checked = {
  readonly id: string;
  readonly check: SchoolIdCheck;
  readonly statusAsOf: number | null;
};

async function checkAnswer(
  deps: EvaluateDeps,
  { clientId, nonce }: Binding,
  { profile, id, text }: Answer,
): Promise<Checked> {
  const { trustList, findKey } = await deps.trust();
  let statusAsOf: number | null = null;
  const check = await checkSchoolId(
    {
      presentation: text,
      trustList,
      findKey,
      keyBinding: { aud: clientId, nonce },
      nowAt: deps.now(),
      findStatus: async (entry) => {
        const { word, asOf } = await deps.readStatus(entry, findKey);
        statusAsOf = asOf;
        return word;
      },
    },
    { sha256, verifyEs256 },
  );
  const query = queries.get(profile)?.get(id);
  // 8.6: a credential that is in order and leaves out what was asked for is refused; anything worse is said first.
  const isAnswered =
    check.verdict !== 'valid' ||
    (query !== undefined && isDcqlSatisfied(query, readHeldClaims(text, { sha256 })));
  return { id, check: isAnswered ? check : { ...check, ...createVerdict('malformed') }, statusAsOf };
}

/** Somebody else's PESEL is none: an optional answer is of the same school's same number. */
function isSameId(main: DisclosedSchoolId | undefined, other: DisclosedSchoolId | undefined): boolean {
  // A card that was not proved shows nothing, so that there is nothing to mix up.
  if (main === undefined || other === undefined) return true;
  return main.documentNumber === other.documentNumber && main.school?.rspo === other.school?.rspo;
}

function toOptional(
  given: readonly { readonly id: string; readonly card: DisclosedSchoolId }[],
): DisclosedFacts {
  const facts: { personalNumber?: string | undefined; address?: string | undefined } = {};
  for (const { id, card } of given) {
    const { [id]: name } = optionalQueryIds;
    if (name === 'personal_administrative_number') facts.personalNumber = card.personalAdministrativeNumber;
    if (name === 'address') facts.address = card.address;
  }
  return withoutUndefined(facts);
}

function toDisclosed(card: DisclosedSchoolId, profile: CheckProfile, on: string): DisclosedFacts {
  const names = profileClaims(profile);
  const asked = <T>(name: (typeof names)[number], value: T | undefined): T | undefined =>
    names.includes(name) ? value : undefined;
  const bornOn = asked('birthdate', card.bornOn);
  return withoutUndefined({
    name: asked('given_name', joinNames(card)),
    // A ticket inspector sees whole years, never the day (design.md 5).
    age: bornOn !== undefined && bornOn <= on ? ageInYears(bornOn, on) : undefined,
    birthDate: profile === 'full' ? bornOn : undefined,
    agesReached: asked('age_over_24', agesReached(card)),
    picture: card.pictureUrl ?? card.pictureLowUrl,
    schoolName: card.school?.name,
    documentNumber: asked('document_number', card.documentNumber),
    validUntil: card.validUntil,
    demo: card.isDemo,
  });
}

function withoutUndefined<T extends object>(facts: T): DisclosedFacts {
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
