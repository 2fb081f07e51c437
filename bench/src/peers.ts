import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { claimsOf } from './floor.ts';
import type { Profile } from './load.ts';
import { bothCpus, measureWithOffer, PORT, row, targetsFor } from './measurement.ts';

/**
 * Another issuer beside ours, offer and activation within the measured time: the libraries of the OpenID4VC community
 * on Fastify, in memory, in a folder and with a lock file of their own, fetched only for this.
 */

const FOLDER = fileURLToPath(new URL('../peers/', import.meta.url));

/** Rows `with-offer`, ours and theirs, and how they compare. */
export async function measurePeers(
  profile: Profile,
  lanesOf: readonly number[],
  count: number,
): Promise<string[]> {
  install();
  const ask = { port: PORT, profile } as const;
  const activations = targetsFor(lanesOf, count);
  const ours = await measureWithOffer(
    { start: { ask: 'server', activations, ...ask } },
    profile,
    lanesOf,
    count,
  );
  const peer = {
    start: { ask: 'peer', claims: claimsOf(profile.pictureBytes), ...ask },
    program: '../peers/issuer.mjs',
  } as const;
  const theirs = await measureWithOffer(peer, profile, lanesOf, count);
  return ours.flatMap((own, at) => {
    const other = theirs[at];
    if (other === undefined) return [];
    return [
      row('with-offer server', own),
      row('with-offer openid4vc', other),
      `server / openid4vc = ${(own.perCpuSecond / other.perCpuSecond).toFixed(2)}`,
      `both CPUs / openid4vc = ${(bothCpus(own) / bothCpus(other)).toFixed(2)}`,
    ];
  });
}

function install(): void {
  if (existsSync(`${FOLDER}node_modules`)) return;
  const { status, stderr } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: FOLDER,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`the peers' packages could not be fetched: ${stderr}`);
}
