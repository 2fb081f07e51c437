import type { JsonObject } from '../encoding/strict-json.ts';
import type { DcqlMatch, DcqlQuery, HeldAuthorities } from './dcql.ts';
import { matchDcql } from './dcql.ts';

/** One optional query that the held credential can answer, each with a consent of its own. */
export type OptionalAnswer = {
  /** Key of the answer in `vp_token`. */
  readonly queryId: string;
  /** Names of top-level claims that the answer discloses. */
  readonly disclose: readonly string[];
  /** Of these, what the required answer does not disclose anyway: what the holder is asked about. */
  readonly added: readonly string[];
};

/**
 * What a query asks for besides the required answer: credentials that stand in no set that must be answered (OpenID4VP 1.0
 * 6.2, `required: false`).
 * @param required the answer that is given in any case
 * @param held all claims of the credential
 * @param authorities who stands behind it
 */
export function matchOptionalQueries(
  query: DcqlQuery,
  required: Extract<DcqlMatch, { ok: true }>,
  held: JsonObject,
  authorities: HeldAuthorities = 'any',
): OptionalAnswer[] {
  const { requiredSets } = query;
  if (requiredSets === undefined) return [];
  const demanded = new Set(requiredSets.flat(2));
  return query.credentials
    .filter(({ id }) => !demanded.has(id))
    .flatMap((credential): OptionalAnswer[] => {
      const match = matchDcql(
        { ...query, credentials: [credential], requiredSets: undefined },
        held,
        authorities,
      );
      if (!match.ok) return [];
      const added = match.required.filter((name) => !required.required.includes(name));
      return added.length === 0 ? [] : [{ queryId: credential.id, disclose: match.required, added }];
    });
}
