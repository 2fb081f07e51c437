import { parseJwt } from '@mleg/core/encoding/jwt';
import { createTrustLink, fingerprintOf } from '@mleg/core/trust/trust-reference';
import type { AppDeps } from '../app-deps.ts';
import { sha256 } from '../keys/es256.ts';
import { createStatusPublisher } from '../service/status/publish-status-list.ts';
import { createTrustListPublisher } from '../service/status/publish-trust-list.ts';
import { createStatusIndex } from '../service/status/status-index.ts';
import { type ExitCode, type Io, readFlags } from './command.ts';

export const showTrustUsage = 'trust [--signed | --lists]';

const TOKEN_LENGTH_MAX = 33_554_432;

/**
 * Prints what others need to trust this server: the address of its list, the key that signs it with the fingerprint that people
 * compare, a link for wallets, and its entry; with `--signed` the list itself, which a verifier loads from a file (rules.md K4);
 * with `--lists` the list, its key and all status lists as of now, for `mleg verify --lists`.
 */
export async function showTrust(deps: AppDeps, args: readonly string[], io: Io): Promise<ExitCode> {
  const { values } = readFlags(args, {
    signed: { type: 'boolean', default: false },
    lists: { type: 'boolean', default: false },
  });
  const token = await createTrustListPublisher(deps)();
  const anchor = deps.signers.trustList.publicJwk;
  if (values.signed) {
    io.say(token);
    return 0;
  }
  if (values.lists) {
    const statusLists = await readStatusLists(deps);
    io.say(JSON.stringify({ trustAnchors: [anchor], trustList: token, statusLists }));
    return 0;
  }
  const { operators } = parseJwt(token, TOKEN_LENGTH_MAX).payload;
  const trustList = `${deps.config.origins.school}/trust/list`;
  const shown = {
    trustList,
    anchor,
    fingerprint: fingerprintOf(anchor, { sha256 }),
    walletLink: createTrustLink(deps.config.origins.wallet, { trustList, key: anchor }),
    operators,
  };
  io.say(JSON.stringify(shown, null, 2));
  return 0;
}

async function readStatusLists({ store, vault, signers, config, now }: AppDeps): Promise<string[]> {
  const publisher = createStatusPublisher({
    store,
    signer: signers.issuer,
    statusIndexOf: createStatusIndex(vault),
    issuerOrigin: config.origins.school,
    now,
  });
  const { all } = await publisher.aggregation();
  const tokens: string[] = [];
  for (const uri of all) {
    const list = await publisher.list(Number(uri.slice(uri.lastIndexOf('/') + 1)));
    if (list !== undefined) tokens.push(list.jwt.token);
  }
  return tokens;
}
