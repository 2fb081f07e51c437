import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkProfile } from '@mleg/contract/check';
import { createOfferUri } from '@mleg/core/openid4vci/credential-offer';
import { beginCheck, openVerifier, readCheck } from '../flows/check-world.ts';
import { serve } from '../flows/peer.ts';
import { seedSchool } from '../flows/seed-school.ts';
import { createWorld } from '../flows/world.ts';

/**
 * A wallet made of Credo-ts, in a process of its own, against our issuer and verifier. Its packages have a folder and
 * a lock file of their own (testing/peers/credo); `npm run test:peers` and `npm run test:long` fetch them.
 */
const folder = fileURLToPath(new URL('../../peers/credo/', import.meta.url));
const skip = existsSync(`${folder}node_modules`) ? false : 'Credo is not here: npm run test:peers fetches it';

type Taken = { readonly copies: number; readonly claims: readonly (readonly string[])[] };
type Presented = { readonly ok: boolean; readonly status?: number };

/** Speaks to the wallet's process, a line each way. */
function startWallet(origins: Readonly<Record<string, string>>, anchors: readonly string[]) {
  const child = spawn(process.execPath, [`${folder}wallet.mjs`], {
    env: { ...process.env, PEER_ORIGINS: JSON.stringify(origins), PEER_ANCHORS: JSON.stringify(anchors) },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async <T>(command: object): Promise<T> => {
    child.stdin.write(`${JSON.stringify(command)}\n`);
    const { value } = await lines.next();
    const answer = JSON.parse(String(value)) as T & { error?: string };
    assert.equal(answer.error, undefined);
    return answer;
  };
  return { ask, stop: () => child.kill() };
}

const world = await createWorld({ startAt: Math.floor(Date.now() / 1000) });
const seed = { rspo: '101', pupils: 4, pictureBytes: 9000, nowAt: world.clock.now };
const { pupils } = await seedSchool(world.deps.store, world.deps.vault, seed);
const checks = openVerifier(world);
const { origins } = world.deps.config;
const { places } = await serve({ [origins.school]: world.face, [origins.verifier]: checks.verifier });
after(async () => {
  await checks.verifier.close();
  await world.close();
});

for (const batch of [1, 2, 4, 10]) {
  const name = `Credo takes a batch of ${batch}: every copy says the same, and every profile is answered from every copy (OpenID4VCI 1.0 section 3.3.2)`;
  test(name, { skip }, async () => {
    // Credo looks at the machine's own clock.
    world.clock.now = Math.floor(Date.now() / 1000);
    const wallet = startWallet(places, [world.deps.signers.caCertificate.toString('base64')]);
    after(wallet.stop);
    const pupil = pupils.pop();
    assert.ok(pupil);
    const offer = createOfferUri(`${origins.school}/oid4vci/offers/${pupil.offerHandle}`);
    const taken = await wallet.ask<Taken>({ take: { offer, txCode: pupil.txCode, batch } });
    assert.equal(taken.copies, batch);
    for (const claims of taken.claims) assert.deepEqual(claims, taken.claims[0]);

    // Credo answers from a copy that it has not used yet, so that all copies of the batch are met.
    const profiles = Array.from({ length: Math.ceil(batch / 4) }, () => checkProfile.options).flat();
    for (const profile of profiles) {
      const check = await beginCheck(checks, profile);
      const presented = await wallet.ask<Presented>({ present: { request: check.openid4vp } });
      assert.deepEqual([profile, presented.status], [profile, 200]);
      const { verdict, reason } = await readCheck(checks, check);
      assert.deepEqual([profile, verdict, reason], [profile, 'valid', 'ok']);
    }
  });
}
