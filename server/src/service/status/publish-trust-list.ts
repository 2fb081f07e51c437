import { createTrustListJwt } from '@mleg/core/trust/trust-list-jwt';
import type { FaceOrigins } from '../../config/config.ts';
import type { Signers } from '../../keys/signers.ts';
import type { Store } from '../../store/pool.ts';
import { allSchools } from '../../store/schools.ts';

export type TrustListDeps = {
  readonly store: Store;
  readonly signers: Signers;
  readonly config: {
    readonly mode: 'demo' | 'production';
    readonly operatorName: string;
    readonly origins: FaceOrigins;
  };
  readonly now: () => number;
};

/** Words of rules.md W6: every card says by whose authority it is issued. */
export const AUTHORITY_NOTE =
  'Tę legitymację wydaje szkoła. Nie jest dokumentem w mObywatelu – przewoźnik może jej nie uznać. Miej przy sobie także tradycyjną legitymację.';

const LIFE_SECONDS = 30 * 86_400;
const REBUILD_SECONDS = 5;

/** The signed trust list of this operator: one operator, the schools it serves. */
export function createTrustListPublisher(deps: TrustListDeps): () => Promise<string> {
  let held: { token: string; at: number } | undefined;
  return async () => {
    const nowAt = deps.now();
    if (held !== undefined && nowAt - held.at < REBUILD_SECONDS) return held.token;
    const { signers, config } = deps;
    const schools = await allSchools(deps.store);
    const content = {
      iss: config.operatorName,
      issuedAt: nowAt,
      expiresAt: nowAt + LIFE_SECONDS,
      sequence: nowAt,
      operators: [
        {
          issuer: config.origins.school,
          name: config.operatorName,
          caCertificate: signers.caCertificate,
          caKey: signers.caKey,
          statusListBase: `${config.origins.school}/status/`,
          rspo: schools.map((school) => school.rspo),
          isDemo: config.mode === 'demo',
          authorityNote: AUTHORITY_NOTE,
          signers: [
            {
              kid: signers.issuer.kid,
              key: signers.issuer.publicJwk,
              notAfterAt: signers.issuer.notAfterAt,
            },
          ],
        },
      ],
    };
    held = {
      token: await createTrustListJwt(content, signers.trustList.kid, signers.trustList.sign),
      at: nowAt,
    };
    return held.token;
  };
}
