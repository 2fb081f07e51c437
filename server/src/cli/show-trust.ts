import { parseJwt } from '@mleg/core/encoding/jwt';
import { createTrustLink, fingerprintOf } from '@mleg/core/trust/trust-reference';
import type { AppDeps } from '../app-deps.ts';
import { sha256 } from '../keys/es256.ts';
import { createTrustListPublisher } from '../service/status/publish-trust-list.ts';
import { type ExitCode, type Io, readFlags } from './command.ts';

export const showTrustUsage = 'trust [--signed]';

const TOKEN_LENGTH_MAX = 33_554_432;

/**
 * Prints what others need to trust this server: the address of its list, the key that signs it with the fingerprint that people
 * compare, a link for wallets, and its entry; or, with
 * `--signed`, the list itself, which a verifier loads from a file (rules.md K4).
 */
export async function showTrust(deps: AppDeps, args: readonly string[], io: Io): Promise<ExitCode> {
  const { values } = readFlags(args, { signed: { type: 'boolean', default: false } });
  const token = await createTrustListPublisher(deps)();
  if (values.signed) {
    io.say(token);
    return 0;
  }
  const { operators } = parseJwt(token, TOKEN_LENGTH_MAX).payload;
  const trustList = `${deps.config.origins.school}/trust/list`;
  const anchor = deps.signers.trustList.publicJwk;
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
