// Another issuer in memory, on the libraries of the OpenID4VC community: the same four requests, the same claims. Spoken to like
// bench/src/child.ts. Its offers are made by a request, as a school's program does with ours.
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hash,
  randomBytes,
  randomInt,
  sign,
  verify,
} from 'node:crypto';
import { Oauth2AuthorizationServer, Oauth2ResourceServer, setGlobalConfig } from '@openid4vc/oauth2';
import { Openid4vciIssuer } from '@openid4vc/openid4vci';
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc';
import fastify from 'fastify';

// The wire is this machine's own.
setGlobalConfig({ allowInsecureUrls: true });

const GRANT = 'urn:ietf:params:oauth:grant-type:pre-authorized_code';
const P1363 = 'ieee-p1363';
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const publicJwk = { ...publicKey.export({ format: 'jwk' }), kid: 'peer', alg: 'ES256', use: 'sig' };
const signingKey = createPrivateKey({ key: privateKey.export({ format: 'pem', type: 'pkcs8' }) });
const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const signText = (text) =>
  sign('sha256', Buffer.from(text), { key: signingKey, dsaEncoding: P1363 }).toString('base64url');

const callbacks = {
  hash: (data, alg) => createHash(alg.replace('-', '')).update(data).digest(),
  generateRandom: (bytes) => randomBytes(bytes),
  signJwt: (_signer, { header, payload }) => {
    const text = `${encode(header)}.${encode(payload)}`;
    return { jwt: `${text}.${signText(text)}`, signerJwk: publicJwk };
  },
  verifyJwt: (signer, { compact }) => {
    const at = compact.lastIndexOf('.');
    const key = createPublicKey({ key: signer.publicJwk, format: 'jwk' });
    const signature = Buffer.from(compact.slice(at + 1), 'base64url');
    const verified = verify(
      'sha256',
      Buffer.from(compact.slice(0, at)),
      { key, dsaEncoding: P1363 },
      signature,
    );
    return { verified, signerJwk: signer.publicJwk };
  },
  // The authorization server's keys are this process's own.
  fetch: async () =>
    new Response(JSON.stringify({ keys: [publicJwk] }), { headers: { 'content-type': 'application/json' } }),
  clientAuthentication: () => undefined,
};

const sdJwt = new SDJwtVcInstance({
  signer: signText,
  signAlg: 'ES256',
  hasher: (data, alg) =>
    hash(alg.replace('-', ''), typeof data === 'string' ? data : Buffer.from(data), 'buffer'),
  hashAlg: 'sha-256',
  saltGenerator: () => randomBytes(16).toString('base64url'),
});

function metadataOf(issuer, batch) {
  const authorization = {
    issuer,
    token_endpoint: `${issuer}/oid4vci/token`,
    jwks_uri: `${issuer}/jwks`,
    dpop_signing_alg_values_supported: ['ES256'],
    'pre-authorized_grant_anonymous_access_supported': true,
  };
  const credentialIssuer = {
    credential_issuer: issuer,
    credential_endpoint: `${issuer}/oid4vci/credential`,
    nonce_endpoint: `${issuer}/oid4vci/nonce`,
    batch_credential_issuance: { batch_size: Math.max(2, batch) },
    credential_configurations_supported: {
      'school-id': {
        format: 'dc+sd-jwt',
        vct: 'urn:mlegitymacja:school-id:1',
        cryptographic_binding_methods_supported: ['jwk'],
        credential_signing_alg_values_supported: ['ES256'],
        proof_types_supported: { jwt: { proof_signing_alg_values_supported: ['ES256'] } },
      },
    },
  };
  return { authorization, credentialIssuer };
}

// Offers of this process, and their codes.
const offers = new Map();
const codes = new Map();
const nonces = new Set();
let index = 0;

function addOffers({ app, url, issuer, issuerMetadata }) {
  app.post('/offers', async () => {
    const handle = randomBytes(16).toString('base64url');
    const txCode = randomInt(0, 100_000_000).toString().padStart(8, '0');
    const code = randomBytes(16).toString('base64url');
    const { credentialOfferObject } = await issuer.createCredentialOffer({
      credentialConfigurationIds: ['school-id'],
      grants: { [GRANT]: { 'pre-authorized_code': code, tx_code: { length: 8, input_mode: 'numeric' } } },
      issuerMetadata,
      credentialOfferUri: `${url}/oid4vci/offers/${handle}`,
    });
    offers.set(handle, credentialOfferObject);
    codes.set(code, { txCode, expiresAt: new Date(Date.now() + 600_000) });
    return { handle, txCode };
  });
  app.get(
    '/oid4vci/offers/:handle',
    async (request, reply) => offers.get(request.params.handle) ?? reply.code(404).send({}),
  );
}

function addToken({ app, url, profile, authorization, tokens, requestOf }) {
  app.post('/oid4vci/token', async (request) => {
    const { accessTokenRequest, grant, dpop } = tokens.parseAccessTokenRequest({
      request: requestOf(request),
      accessTokenRequest: request.body,
    });
    const known = codes.get(grant.preAuthorizedCode);
    const { dpop: proved } = await tokens.verifyPreAuthorizedCodeAccessTokenRequest({
      authorizationServerMetadata: authorization,
      grant,
      accessTokenRequest,
      request: requestOf(request),
      expectedPreAuthorizedCode: known === undefined ? '' : grant.preAuthorizedCode,
      expectedTxCode: known?.txCode,
      preAuthorizedCodeExpiresAt: known?.expiresAt,
      ...(profile.dpop ? { dpop: { ...dpop, required: true, allowedSigningAlgs: ['ES256'] } } : {}),
    });
    codes.delete(grant.preAuthorizedCode);
    return tokens.createAccessTokenResponse({
      audience: url,
      authorizationServer: url,
      expiresInSeconds: 300,
      subject: grant.preAuthorizedCode,
      signer: { method: 'jwk', alg: 'ES256', publicJwk, kid: 'peer' },
      ...(proved === undefined ? {} : { dpop: { jwk: proved.jwk } }),
    });
  });
}

function addCredential({ app, url, claims, issuer, resources, issuerMetadata, requestOf }) {
  app.post('/oid4vci/nonce', async () => {
    const nonce = randomBytes(16).toString('base64url');
    nonces.add(nonce);
    return issuer.createNonceResponse({ cNonce: nonce });
  });
  const credentialOf = (holder) => {
    const idx = index++;
    const payload = {
      iss: url,
      vct: 'urn:mlegitymacja:school-id:1',
      iat: Math.floor(Date.now() / 1000),
      exp: Math.floor(Date.now() / 1000) + 31_536_000,
      cnf: { jwk: holder },
      status: { status_list: { idx, uri: `${url}/status/0` } },
      ...claims,
    };
    return sdJwt.issue(
      payload,
      { _sd: Object.keys(claims) },
      { header: { kid: 'peer', x5c: [publicJwk.x] } },
    );
  };
  app.post('/oid4vci/credential', async (request) => {
    await resources.verifyResourceRequest({
      request: requestOf(request),
      resourceServer: url,
      authorizationServers: issuerMetadata.authorizationServers,
    });
    const parsed = issuer.parseCredentialRequest({ issuerMetadata, credentialRequest: request.body });
    const credentials = [];
    const used = new Set();
    for (const jwt of parsed.proofs.jwt) {
      const nonce = JSON.parse(Buffer.from(jwt.split('.')[1], 'base64url')).nonce;
      if (!used.has(nonce) && !nonces.delete(nonce)) throw new Error('nonce');
      used.add(nonce);
      const { signer } = await issuer.verifyCredentialRequestJwtProof({
        issuerMetadata,
        jwt,
        expectedNonce: nonce,
      });
      credentials.push({ credential: await credentialOf(signer.publicJwk) });
    }
    const { credentialResponse } = issuer.createCredentialResponse({
      credentialRequest: parsed,
      credentials,
      notificationId: randomBytes(16).toString('base64url'),
    });
    return credentialResponse ?? { credentials };
  });
}

async function start({ port, profile, claims }) {
  const url = `http://localhost:${port}`;
  const { authorization, credentialIssuer } = metadataOf(url, profile.batch);
  const issuer = new Openid4vciIssuer({ callbacks });
  const tokens = new Oauth2AuthorizationServer({ callbacks });
  const resources = new Oauth2ResourceServer({ callbacks });
  const issuerMetadata = {
    originalDraftVersion: 'V1',
    credentialIssuer: issuer.createCredentialIssuerMetadata(credentialIssuer),
    authorizationServers: [tokens.createAuthorizationServerMetadata(authorization)],
    knownCredentialConfigurations: credentialIssuer.credential_configurations_supported,
  };
  const app = fastify();
  app.setErrorHandler((error, _request, reply) => reply.code(400).send({ error: error.message }));
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(body))),
  );
  const requestOf = (request) => ({
    headers: new Headers(request.headers),
    method: request.method,
    url: `${url}${request.url}`,
  });

  const parts = {
    app,
    url,
    profile,
    claims,
    authorization,
    issuer,
    tokens,
    resources,
    issuerMetadata,
    requestOf,
  };
  addOffers(parts);
  addToken(parts);
  addCredential(parts);
  await app.listen({ port, host: 'localhost' });
  return () => app.close();
}

let stop = async () => undefined;

async function handle(message) {
  if (message.ask === 'peer') {
    stop = await start(message);
    process.send({ is: 'ready', targets: [], databasePid: null, offersFrom: { kind: 'peer' } });
  } else if (message.ask === 'usage') {
    const { user, system } = process.cpuUsage();
    process.send({ is: 'usage', cpuMicroseconds: user + system, rssBytes: process.memoryUsage.rss() });
  } else {
    await stop();
    process.disconnect();
  }
}

// Nobody asks any more: the measuring process has ended.
process.on('disconnect', () => process.exit());
process.on('message', (message) => {
  handle(message).catch((error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  });
});
