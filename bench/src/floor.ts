import { createHash, createPublicKey, generateKeyPairSync, randomBytes, sign, verify } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Profile } from './load.ts';

/**
 * The bare floor: the same four requests and the same cryptography, hand-written on node:http, everything in memory,
 * no database, no walls, no envelopes, no limits. Not an issuer; a measure of what the work itself costs.
 */

const GRANT = 'urn:ietf:params:oauth:grant-type:pre-authorized_code';

type Offer = { readonly txCode: string };

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const header = Buffer.from(
  JSON.stringify({
    alg: 'ES256',
    typ: 'dc+sd-jwt',
    kid: 'floor',
    x5c: [randomBytes(420).toString('base64')],
  }),
).toString('base64url');

type Signed = {
  readonly header: { readonly jwk: Record<string, string>; readonly typ: string };
  readonly payload: Record<string, unknown>;
};

function readJwt(text: string): Signed {
  const [head = '', body = '', signature = ''] = text.split('.');
  const parsed = JSON.parse(Buffer.from(head, 'base64url').toString()) as Signed['header'];
  const key = createPublicKey({ key: parsed.jwk, format: 'jwk' });
  const isGood = verify(
    'sha256',
    Buffer.from(`${head}.${body}`),
    { key, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  if (!isGood) throw new Error('signature');
  return {
    header: parsed,
    payload: JSON.parse(Buffer.from(body, 'base64url').toString()) as Record<string, unknown>,
  };
}

function mint(
  issuer: string,
  claims: Readonly<Record<string, unknown>>,
  jwk: Record<string, string>,
  idx: number,
): string {
  const names = Object.keys(claims);
  const salts = randomBytes(16 * names.length);
  const disclosures = names.map((name, at) => {
    const salt = salts.subarray(at * 16, at * 16 + 16).toString('base64url');
    return Buffer.from(JSON.stringify([salt, name, claims[name]])).toString('base64url');
  });
  const payload = {
    iss: issuer,
    vct: 'urn:mlegitymacja:school-id:1',
    iat: 1,
    exp: 2,
    cnf: { jwk },
    status: { status_list: { idx, uri: `${issuer}/status/0` } },
    _sd: disclosures.map((text) => createHash('sha256').update(text).digest('base64url')).sort(),
    _sd_alg: 'sha-256',
  };
  const text = `${header}.${Buffer.from(JSON.stringify(payload)).toString('base64url')}`;
  const signature = sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}~${disclosures.join('~')}~`;
}

/** All claims of a school ID, invented. */
export function claimsOf(pictureBytes: number): Record<string, unknown> {
  return {
    given_name: 'Zuzanna Anna',
    family_name: 'Próbna',
    birthdate: '2014-05-17',
    personal_administrative_number: '14251700000',
    address: { formatted: 'ul. Przykładowa 3/7, 00-000 Przykładowo' },
    picture: `data:image/jpeg;base64,${randomBytes(pictureBytes).toString('base64')}`,
    picture_low: `data:image/webp;base64,${randomBytes(420).toString('base64')}`,
    document_number: 'L/1',
    date_of_issuance: '2025-09-01',
    date_of_expiry: '2027-09-30',
    pupil_status: 'uczen',
    school: {
      name: 'Szkoła Podstawowa nr 3',
      short_name: 'SP nr 3',
      address: 'ul. Przykładowa 3',
      rspo: '1',
    },
    age_over_07: true,
    age_over_13: false,
    age_over_16: false,
    age_over_18: false,
    age_over_24: false,
    issuing_authority: 'Szkoła Podstawowa nr 3',
  };
}

/** Listens on the port; gives the function that stops it. */
export function startFloor(
  port: number,
  profile: Profile,
  offers: ReadonlyMap<string, Offer>,
): Promise<() => Promise<void>> {
  const issuer = `http://localhost:${port}`;
  const codes = new Map<string, Offer>();
  const tokens = new Set<string>();
  const nonces = new Set<string>();
  const claims = claimsOf(profile.pictureBytes);
  let index = 0;

  const openOffer = (url: string): unknown => {
    const offer = offers.get(url.slice('/oid4vci/offers/'.length));
    if (offer === undefined) throw new Error('offer');
    const code = randomBytes(16).toString('base64url');
    codes.set(code, offer);
    return {
      credential_issuer: issuer,
      credential_configuration_ids: ['school-id'],
      grants: { [GRANT]: { 'pre-authorized_code': code, tx_code: { length: 8, input_mode: 'numeric' } } },
    };
  };
  const redeem = (request: IncomingMessage, body: string): unknown => {
    const form = new URLSearchParams(body);
    const code = form.get('pre-authorized_code') ?? '';
    if (codes.get(code)?.txCode !== form.get('tx_code')) throw new Error('code');
    codes.delete(code);
    if (profile.dpop) readJwt(String(request.headers['dpop']));
    const token = randomBytes(16).toString('base64url');
    tokens.add(token);
    return { access_token: token, token_type: profile.dpop ? 'DPoP' : 'Bearer', expires_in: 300 };
  };
  const giveNonce = (): unknown => {
    const nonce = randomBytes(16).toString('base64url');
    nonces.add(nonce);
    return { c_nonce: nonce };
  };
  const issue = (request: IncomingMessage, body: string): unknown => {
    const token = (request.headers.authorization ?? '').split(' ')[1] ?? '';
    if (!tokens.has(token)) throw new Error('token');
    if (profile.dpop) readJwt(String(request.headers['dpop']));
    const { proofs } = JSON.parse(body) as { proofs: { jwt: string[] } };
    const keys = proofs.jwt.map((text) => readJwt(text));
    if (!nonces.delete(String(keys[0]?.payload['nonce']))) throw new Error('nonce');
    return {
      credentials: keys.map((key) => ({
        credential: mint(issuer, claims, key.header.jwk, index++),
      })),
      notification_id: randomBytes(16).toString('base64url'),
    };
  };
  const answer = (request: IncomingMessage, body: string): unknown => {
    const url = request.url ?? '';
    if (url.startsWith('/oid4vci/offers/')) return openOffer(url);
    if (url === '/oid4vci/token') return redeem(request, body);
    return url === '/oid4vci/nonce' ? giveNonce() : issue(request, body);
  };

  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      try {
        const json = JSON.stringify(answer(request, Buffer.concat(chunks).toString()));
        response
          .writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(json) })
          .end(json);
      } catch {
        response.writeHead(400).end('{}');
      }
    });
  };
  const server = createServer(handle);
  return new Promise((resolve) => {
    server.listen(port, 'localhost', () => {
      resolve(
        () =>
          new Promise((stopped) => {
            server.closeAllConnections();
            server.close(() => stopped());
          }),
      );
    });
  });
}
