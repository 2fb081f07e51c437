// A wallet made of Credo-ts, spoken to in lines of JSON: one command on standard input, one answer on standard output.
//   {"take": {"offer": "openid-credential-offer://…", "txCode": "…", "batch": 4}}   -> {"copies": 4, "claims": [[…names], …]}
//   {"present": {"request": "openid4vp://…"}}                                       -> {"ok": true, "status": 200}
// Environment: PEER_ORIGINS, JSON of the origins in documents to where they are listened at; PEER_ANCHORS, JSON of certificates.
import { EventEmitter } from 'node:events';
import { createInterface } from 'node:readline';
import { Agent, ConsoleLogger, InjectionSymbols, Kms, LogLevel, X509Module } from '@credo-ts/core';
import { OpenId4VcModule } from '@credo-ts/openid4vc';
import { NodeKeys } from './keys.mjs';
import { MemoryStorage, NoFiles } from './memory.mjs';

const origins = JSON.parse(process.env.PEER_ORIGINS ?? '{}');
const anchors = JSON.parse(process.env.PEER_ANCHORS ?? '[]');

const fetchPlaced = (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input);
  return fetch(`${origins[url.origin] ?? url.origin}${url.pathname}${url.search}`, init);
};

class NoSocket {}

const agent = new Agent({
  config: {
    allowInsecureHttpUrls: true,
    autoUpdateStorageOnStartup: true,
    logger: new ConsoleLogger(LogLevel.off),
  },
  dependencies: {
    FileSystem: NoFiles,
    EventEmitterClass: EventEmitter,
    fetch: fetchPlaced,
    WebSocketClass: NoSocket,
  },
  modules: {
    keys: new Kms.KeyManagementModule({ backends: [new NodeKeys()] }),
    x509: new X509Module({ getTrustedCertificatesForVerification: () => anchors }),
    openid4vc: new OpenId4VcModule(),
    storage: {
      register: (manager) => manager.registerInstance(InjectionSymbols.StorageService, new MemoryStorage()),
    },
  },
});
await agent.initialize();
const { holder } = agent.openid4vc;

async function take({ offer, txCode, batch }) {
  const resolvedCredentialOffer = await holder.resolveCredentialOffer(offer);
  const token = await holder.requestToken({ resolvedCredentialOffer, txCode });
  const { credentials } = await holder.requestCredentials({
    resolvedCredentialOffer,
    ...token,
    credentialBindingResolver: async () => ({
      method: 'jwk',
      keys: await Promise.all(
        Array.from({ length: batch }, async () => {
          const { publicJwk } = await agent.kms.createKey({ type: { kty: 'EC', crv: 'P-256' } });
          return Kms.PublicJwk.fromPublicJwk(publicJwk);
        }),
      ),
    }),
  });
  const [{ record, notificationId }] = credentials;
  await agent.sdJwtVc.store({ record });
  if (notificationId !== undefined) {
    await holder.sendNotification({
      metadata: resolvedCredentialOffer.metadata,
      notificationId,
      accessToken: token.accessToken,
      dpop: token.dpop,
      notificationEvent: 'credential_accepted',
    });
  }
  const claims = record.credentialInstances.map(({ compactSdJwtVc }) =>
    Object.keys(agent.sdJwtVc.fromCompact(compactSdJwtVc).prettyClaims).sort(),
  );
  return { copies: claims.length, claims };
}

async function present({ request }) {
  const resolved = await holder.resolveOpenId4VpAuthorizationRequest(request);
  if (!resolved.dcql.queryResult.can_be_satisfied) return { ok: false, why: resolved.dcql.queryResult };
  const { authorizationRequestPayload } = resolved;
  const credentials = holder.selectCredentialsForDcqlRequest(resolved.dcql.queryResult);
  const { ok, serverResponse } = await holder.acceptOpenId4VpAuthorizationRequest({
    authorizationRequestPayload,
    dcql: { credentials },
  });
  return { ok, status: serverResponse?.status, body: serverResponse?.body };
}

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  try {
    const answer = command.take ? await take(command.take) : await present(command.present);
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  } catch (error) {
    process.stdout.write(`${JSON.stringify({ error: String(error?.stack ?? error).slice(0, 3000) })}\n`);
  }
}
