import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import type { CheckState } from '@mleg/contract/check';
import { decodeBase64url, encodeBase64 } from '@mleg/core/encoding/base64url';
import { kidOf } from '@mleg/core/encoding/jwk';
import { createHolderProof } from '@mleg/core/offline-qr/holder-proof';
import { encodeLink, encodeMleg1 } from '@mleg/core/offline-qr/mleg1';
import type { DiscountFacts, OfflineFacts, TicketFacts } from '@mleg/core/offline-qr/offline-card';
import { createOfflineCwt } from '@mleg/core/offline-qr/offline-cwt';
import type { FixtureKey } from '@mleg/core/offline-qr/offline-fixture';
import { createFixtureKey } from '@mleg/core/offline-qr/offline-fixture';
import { createStatusArray, setStatus } from '@mleg/core/status-list/status-array';
import { createStatusListCwt } from '@mleg/core/status-list/status-list-cwt';
import { createCertificate } from '@mleg/core/trust/certificate-fixture';
import type { TrustOperator } from '@mleg/core/trust/trust-list';
import { createTrustListJwt } from '@mleg/core/trust/trust-list-jwt';
import { sha256 } from '@mleg/core/web-crypto';
import { drawPortraits } from '../offline-qr/portraits.ts';

/** An invented operator with one school and one pupil, as a verifier meets it: lists and codes. */
export type TestIssuer = {
  readonly anchor: FixtureKey['jwk'];
  /** The pupil's small portrait as a data URL, as an online check discloses it. */
  readonly pictureUrl: string;
  readonly trustList: () => Promise<string>;
  readonly statusList: () => Promise<Uint8Array>;
  /** What the pupil's phone shows. */
  readonly code: (change?: CodeChange) => Promise<string>;
  /** The same as a link to the verifier. */
  readonly link: (verifierOrigin: string, change?: CodeChange) => Promise<string>;
};

export type CodeChange = {
  /** A discount in place of a ticket: ages reached, no name. */
  readonly ageOver?: DiscountFacts['ageOver'];
  readonly facts?: Partial<TicketFacts>;
  /** Seconds added to the time of the holder's proof. */
  readonly proofShift?: number;
  /** Signed by a key that nobody knows, or by another key under the known key's name. */
  readonly forgery?: 'unknown_key' | 'wrong_signature' | 'wrong_holder';
};

/** What the test may change between two checks. */
export type IssuerState = {
  /** Value of the pupil's entry: 0 valid, 1 revoked, 2 suspended. */
  status: number;
  /** When the lists say that they were signed, epoch seconds. */
  listsAt: number;
  /** Whether the trust list names the operator; it does unless told otherwise. */
  operators?: 'all' | 'none';
  /** Answer of the online check. */
  check: Partial<CheckState>;
};

const DAY = 86_400;
const INDEX = 4242;
const now = (): number => Math.floor(Date.now() / 1000);

const [portrait] = await drawPortraits(1);
const facts: TicketFacts = {
  variant: 'ticket',
  isDemo: true,
  isStateRecognised: false,
  isPupil: true,
  status: { listNumber: 1, index: INDEX },
  rspo: 123_456,
  schoolShortName: 'SP nr 3, Przykładów',
  validUntil: new Date(Date.now() + 300 * DAY * 1000).toISOString().slice(0, 10),
  pictureLow: portrait?.pictureLow ?? new Uint8Array(),
  givenNames: 'Zuzanna Maria',
  surname: 'Przykładowska',
  bornOn: `${new Date().getFullYear() - 11}-01-03`,
  documentNumber: '123/2026',
};

function discountOf(ticket: TicketFacts, ageOver: DiscountFacts['ageOver']): OfflineFacts {
  const { givenNames: _given, surname: _surname, bornOn: _born, documentNumber: _number, ...common } = ticket;
  return { ...common, variant: 'discount', ageOver };
}

/** @param origin of the school's face, where the lists are */
export async function createIssuer(origin: string, state: IssuerState): Promise<TestIssuer> {
  const [ca, leaf, device, list, stranger] = await Promise.all(Array.from({ length: 5 }, createFixtureKey));
  if (!ca || !leaf || !device || !list || !stranger) throw new Error('no keys');
  const certificate = await createCertificate({
    key: leaf.jwk,
    sign: ca.sign,
    uri: origin,
    notBeforeAt: now() - 30 * DAY,
    notAfterAt: now() + 300 * DAY,
    keyUsage: 0x80,
  });
  const kid = decodeBase64url(kidOf(leaf.jwk, sha256));
  const operator: TrustOperator = {
    issuer: origin,
    name: 'Gmina Przykładów',
    caCertificate: Uint8Array.of(1),
    caKey: ca.jwk,
    statusListBase: `${origin}/status/`,
    rspo: ['123456'],
    isDemo: true,
    authorityNote: undefined,
    signers: [{ kid: kidOf(leaf.jwk, sha256), key: leaf.jwk, notAfterAt: now() + 300 * DAY }],
  };
  const mint = async (change: CodeChange, variant: 'ticket' | 'link'): Promise<Uint8Array> => {
    const pictureLow = variant === 'link' ? portrait?.linkPicture : portrait?.pictureLow;
    const ticket = { ...facts, variant, pictureLow: pictureLow ?? facts.pictureLow, ...change.facts };
    const card = change.ageOver === undefined ? ticket : discountOf(ticket, change.ageOver);
    const signer = change.forgery === 'wrong_signature' ? stranger : leaf;
    const name = change.forgery === 'unknown_key' ? Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) : kid;
    const expiresAt = now() + 300 * DAY;
    return createOfflineCwt({ kid: name, expiresAt, deviceKey: device.jwk, facts: card }, signer.sign);
  };
  const prove = (cwt: Uint8Array, change: CodeChange) =>
    createHolderProof(
      { cwt, nowAt: now() + (change.proofShift ?? 0) },
      { sha256, sign: change.forgery === 'wrong_holder' ? stranger.sign : device.sign },
    );
  return {
    anchor: list.jwk,
    pictureUrl: `data:image/webp;base64,${encodeBase64(facts.pictureLow)}`,
    trustList: () =>
      createTrustListJwt(
        {
          iss: 'Gmina Przykładów',
          issuedAt: state.listsAt,
          expiresAt: state.listsAt + 30 * DAY,
          sequence: state.listsAt,
          operators: state.operators === 'none' ? [] : [operator],
        },
        kidOf(list.jwk, sha256),
        list.sign,
      ),
    statusList: async () => {
      const statuses = createStatusArray(2 ** 16, 2);
      setStatus(statuses, INDEX, state.status);
      const { listsAt: issuedAt } = state;
      const content = {
        uri: `${origin}/status/1`,
        issuedAt,
        expiresAt: issuedAt + 8 * DAY,
        ttlSeconds: 60,
        statuses,
      };
      return createStatusListCwt(
        content,
        { x5c: [certificate], kid, sign: leaf.sign },
        { deflate: promisify(deflate) },
      );
    },
    code: async (change = {}) => {
      const cwt = await mint(change, 'ticket');
      return encodeMleg1(cwt, await prove(cwt, change));
    },
    link: async (verifierOrigin, change = {}) => {
      const cwt = await mint(change, 'link');
      return encodeLink(verifierOrigin, cwt, await prove(cwt, change));
    },
  };
}
