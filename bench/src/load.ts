import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { Agent, request } from 'node:http';

/** The wallet's side of an activation, as thin as it gets: what is measured is the server. */

export type Profile = {
  readonly name: 'comparison' | 'product';
  readonly dpop: boolean;
  readonly batch: number;
  readonly pictureBytes: number;
};

/** design.md section 7. The comparison profile has all our claims too; see README. */
export const COMPARISON: Profile = { name: 'comparison', dpop: false, batch: 1, pictureBytes: 2048 };
export const PRODUCT: Profile = { name: 'product', dpop: true, batch: 4, pictureBytes: 12 * 1024 };

export type Target = { readonly handle: string; readonly txCode: string };

type HolderKey = { readonly privateKey: KeyObject; readonly jwk: Readonly<Record<string, string>> };
export type Wallet = { readonly keys: readonly HolderKey[]; readonly dpopKey: HolderKey };

/** Keys are made before the clock runs: a phone makes its own. */
export function makeWallet(batch: number): Wallet {
  return { keys: Array.from({ length: batch }, makeKey), dpopKey: makeKey() };
}

function makeKey(): HolderKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  return { privateKey, jwk: { kty: 'EC', crv: 'P-256', x, y } };
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function jwt(header: object, payload: object, key: KeyObject): string {
  const text = `${encode(header)}.${encode(payload)}`;
  const signature = sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
}

type Answer = { readonly status: number; readonly json: Readonly<Record<string, unknown>> };
type Call = {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** One origin with its kept-alive connections. */
export class Connection {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });
  readonly #port: number;

  constructor(port: number) {
    this.#port = port;
  }

  call({ method, path, headers = {}, body }: Call): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
      const sent = request(
        {
          host: 'localhost',
          port: this.#port,
          agent: this.#agent,
          method,
          path,
          headers: { ...headers, ...length },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString();
            const json = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
            resolve({ status: response.statusCode ?? 0, json });
          });
          response.on('error', reject);
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

function expectStatus(answer: Answer, step: string): Answer {
  if (answer.status !== 200) throw new Error(`${step}: ${answer.status} ${JSON.stringify(answer.json)}`);
  return answer;
}

const GRANT = 'urn:ietf:params:oauth:grant-type:pre-authorized_code';

/** Offer, token, nonce, credential: one complete activation. */
export async function activate(
  connection: Connection,
  issuer: string,
  profile: Profile,
  target: Target,
  wallet: Wallet,
): Promise<readonly unknown[]> {
  const nowAt = Math.floor(Date.now() / 1000);
  const dpop = (path: string, token?: string): Record<string, string> => {
    if (!profile.dpop) return {};
    const ath = token === undefined ? {} : { ath: createHash('sha256').update(token).digest('base64url') };
    const payload = {
      jti: randomBytes(16).toString('base64url'),
      htm: 'POST',
      htu: `${issuer}${path}`,
      iat: nowAt,
      ...ath,
    };
    return {
      dpop: jwt(
        { typ: 'dpop+jwt', alg: 'ES256', jwk: wallet.dpopKey.jwk },
        payload,
        wallet.dpopKey.privateKey,
      ),
    };
  };
  const offer = expectStatus(
    await connection.call({ method: 'GET', path: `/oid4vci/offers/${target.handle}` }),
    'offer',
  );
  const grants = offer.json['grants'] as Record<string, Record<string, string>>;
  const code = grants[GRANT]?.['pre-authorized_code'] ?? '';
  const form = new URLSearchParams({
    grant_type: GRANT,
    'pre-authorized_code': code,
    tx_code: target.txCode,
  });
  const token = expectStatus(
    await connection.call({
      method: 'POST',
      path: '/oid4vci/token',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...dpop('/oid4vci/token') },
      body: form.toString(),
    }),
    'token',
  );
  const accessToken = String(token.json['access_token']);
  const nonce = expectStatus(await connection.call({ method: 'POST', path: '/oid4vci/nonce' }), 'nonce');
  const proofs = wallet.keys.map((key) =>
    jwt(
      { typ: 'openid4vci-proof+jwt', alg: 'ES256', jwk: key.jwk },
      { aud: issuer, iat: nowAt, nonce: nonce.json['c_nonce'] },
      key.privateKey,
    ),
  );
  const credential = expectStatus(
    await connection.call({
      method: 'POST',
      path: '/oid4vci/credential',
      headers: {
        'content-type': 'application/json',
        authorization: `${profile.dpop ? 'DPoP' : 'Bearer'} ${accessToken}`,
        ...dpop('/oid4vci/credential', accessToken),
      },
      body: JSON.stringify({ credential_configuration_id: 'school-id', proofs: { jwt: proofs } }),
    }),
    'credential',
  );
  return credential.json['credentials'] as unknown[];
}

/** Who makes offers while the clock runs: a school's program at our API, or the other issuer's own request. */
export type OffersFrom = { readonly kind: 'program'; readonly key: string } | { readonly kind: 'peer' };

/** Makes an offer by a request: of the seeded pupil of this number, where there are pupils. */
export async function makeOffer(connection: Connection, from: OffersFrom, number: number): Promise<Target> {
  if (from.kind === 'peer') {
    const { json } = expectStatus(await connection.call({ method: 'POST', path: '/offers' }), 'offer');
    return { handle: String(json['handle']), txCode: String(json['txCode']) };
  }
  const headers = { authorization: `Bearer ${from.key}` };
  const path = `/api/v1/pupils/x-${number}/offers`;
  const answer = await connection.call({ method: 'POST', path, headers });
  if (answer.status !== 201) throw new Error(`offer: ${answer.status} ${JSON.stringify(answer.json)}`);
  const link = decodeURIComponent(String(answer.json['walletLink']));
  return { handle: link.split('/oid4vci/offers/')[1] ?? '', txCode: String(answer.json['txCode']) };
}

/** Many activations, `lanes` at a time; each one's time in milliseconds. A target may be made within it. */
export async function drive(
  port: number,
  profile: Profile,
  targets: readonly (Target | ((connection: Connection) => Promise<Target>))[],
  wallets: readonly Wallet[],
  lanes: number,
): Promise<number[]> {
  const connection = new Connection(port);
  const issuer = `http://localhost:${port}`;
  const times: number[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let at = next++; at < targets.length; at = next++) {
      const target = targets[at];
      const wallet = wallets[at % wallets.length];
      if (target === undefined || wallet === undefined) return;
      const from = performance.now();
      const made = typeof target === 'function' ? await target(connection) : target;
      const credentials = await activate(connection, issuer, profile, made, wallet);
      times.push(performance.now() - from);
      if (credentials.length !== profile.batch) throw new Error('fewer credentials than proofs');
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  connection.close();
  return times;
}

/** The value below which this share of the times lies. */
export function quantile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
