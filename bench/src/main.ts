import { weighFaces } from './faces.ts';
import { COMPARISON, PRODUCT, type Profile } from './load.ts';
import { bothCpus, type Measured, measure, PORT, row, targetsFor } from './measurement.ts';
import { measureMinting } from './minting.ts';
import { measureInOneProcess } from './one-process.ts';
import { measurePeers } from './peers.ts';

/**
 * `npm run bench`: complete activations against the real server and database, beside the bare floor in the same run.
 * Arguments: `--count N` activations a measurement (1,000), `--wallets N` at once (12, 1 and 64, one after the other),
 * `--profile NAME`, `--peers` other issuers beside ours (see peers.ts), `--cpu-prof FOLDER` profiles the server.
 */

const LANES = [12, 1, 64];

function option(name: string): string | undefined {
  const at = process.argv.indexOf(name);
  return at === -1 ? undefined : process.argv[at + 1];
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const count = Number(option('--count') ?? 1000);
const lanesOf = option('--wallets') === undefined ? LANES : [Number(option('--wallets'))];

async function compare(profile: Profile): Promise<void> {
  const description = `${profile.dpop ? 'DPoP' : 'Bearer'}, batch ${profile.batch}, picture ${profile.pictureBytes} B`;
  say(`\nActivations, ${profile.name} profile (${description}); 18 disclosures on both sides`);
  const start = { ask: 'server', port: PORT, profile, activations: targetsFor(lanesOf, count) } as const;
  const subject = { start, profileFolder: option('--cpu-prof') };
  const { measured: servers, targets } = await measure(subject, profile, lanesOf, count);
  const { measured: floors } = await measure(
    { start: { ask: 'floor', port: PORT, profile, targets } },
    profile,
    lanesOf,
    count,
  );
  for (const [at, server] of servers.entries()) {
    const floor = floors[at] as Measured;
    say(row('server', server));
    say(row('floor', floor));
    say(`server / floor = ${(server.perCpuSecond / floor.perCpuSecond).toFixed(2)}`);
    say(`both CPUs / floor = ${(bothCpus(server) / bothCpus(floor)).toFixed(1)}`);
  }
}

const wanted = option('--profile');
for (const profile of [COMPARISON, PRODUCT].filter(({ name }) => wanted === undefined || wanted === name)) {
  await compare(profile);
  if (process.argv.includes('--peers'))
    for (const line of await measurePeers(profile, lanesOf, count)) say(line);
}
if (wanted === undefined) {
  for (const line of await measureMinting()) say(line);
  for (const line of await measureInOneProcess()) say(line);
  for (const line of await weighFaces()) say(line);
}
