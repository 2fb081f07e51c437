import type { FetchList } from '@mleg/core/signed-lists/fetch-list';
import { evaluatePresentation } from '@mleg/server/src/service/check/evaluate.ts';
import { createStatusReader } from '@mleg/server/src/service/check/status-reader.ts';
import { createTrustReader } from '@mleg/server/src/service/check/trust.ts';
import { createTrustListPublisher } from '@mleg/server/src/service/status/publish-trust-list.ts';
import { beginCheck, openRequest, openVerifier, present, takeCard } from '@mleg/testing/flows/check-world';
import { seedSchool } from '@mleg/testing/flows/seed-school';
import type { World } from '@mleg/testing/flows/world';
import { perCpuSecond } from './cpu.ts';

const COUNT = 3000;
const WARM_UP = 300;

/**
 * Online checks per CPU-second: issuer's signature, disclosures, key binding, trust, school, date, and the entry in a
 * status list of 2^20 places, which is asked for once. The protocol around them is not measured.
 */
export async function measureChecking(world: World): Promise<string[]> {
  const { deps, face } = world;
  const options = { rspo: '900', pupils: 1, pictureBytes: 2048, nowAt: world.clock.now };
  const { pupils } = await seedSchool(deps.store, deps.vault, options);
  const [pupil] = pupils;
  if (pupil === undefined) throw new Error('no pupil');
  const checks = openVerifier(world);
  const { request } = await openRequest(checks, (await beginCheck(checks, 'ticket')).request);
  const { presentation } = await present(checks, await takeCard(world, pupil), request);
  await checks.verifier.close();

  const fetchStatusList: FetchList<string> = async (uri) => {
    const { body, headers } = await face.inject({ url: uri.slice(deps.config.origins.school.length) });
    return { kind: 'token', token: body, etag: String(headers['etag']) };
  };
  const tools = {
    trust: createTrustReader(createTrustListPublisher(deps)),
    readStatus: createStatusReader({ fetchStatusList, now: deps.now }),
    now: deps.now,
  };
  const check = async (): Promise<void> => {
    const input = {
      presentation,
      profile: 'ticket',
      clientId: request.clientId,
      nonce: request.nonce,
    } as const;
    const { verdict, reason } = await evaluatePresentation(tools, input);
    if (verdict !== 'valid') throw new Error(`the check ended with ${reason}`);
  };
  for (let count = 0; count < WARM_UP; count += 1) await check();
  const rate = await perCpuSecond(COUNT, check);
  return ['', `Checks of SD-JWT VC, key binding and status: ${rate.toFixed(0)}/CPU-s   goal 1500`];
}
