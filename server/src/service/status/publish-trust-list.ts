import { createTrustListJwt } from '@mleg/core/trust/trust-list-jwt';
import type { FaceOrigins } from '../../config/config.ts';
import type { Signers } from '../../keys/signers.ts';
import type { Store } from '../../store/pool.ts';
import { allSchools } from '../../store/schools.ts';
import { orHeld } from './held.ts';

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

/** Gives the list; `isWarmUp` makes one for a bad day only, and whoever asks first hears what the database says then. */
export type TrustListPublisher = (options?: { readonly isWarmUp?: boolean }) => Promise<string>;

/**
 * The signed trust list of this operator: one operator, the schools it serves. While the database is away the last one is
 * given, until it ends.
 */
export function createTrustListPublisher(deps: TrustListDeps): TrustListPublisher {
  let held: { token: string; at: number; freshUntil: number } | undefined;
  const build = async (nowAt: number, freshSeconds: number): Promise<string> => {
    const token = await sign(deps, nowAt);
    held = { token, at: nowAt, freshUntil: nowAt + freshSeconds };
    return token;
  };
  return async ({ isWarmUp = false } = {}) => {
    const nowAt = deps.now();
    if (held !== undefined && nowAt >= held.at && nowAt < held.freshUntil) return held.token;
    const canHold = held !== undefined && nowAt < held.at + LIFE_SECONDS;
    return orHeld(build(nowAt, isWarmUp ? 0 : REBUILD_SECONDS), canHold ? held?.token : undefined);
  };
}

async function sign({ store, signers, config }: TrustListDeps, nowAt: number): Promise<string> {
  const schools = await allSchools(store);
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
  return createTrustListJwt(content, signers.trustList.kid, signers.trustList.sign);
}
