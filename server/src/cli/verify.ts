import { checkSchoolId } from '@mleg/core/credential/check-school-id';
import { encodeBase64url } from '@mleg/core/encoding/base64url';
import { parseJwt } from '@mleg/core/encoding/jwt';
import { DomainError } from '@mleg/core/errors';
import { parseMleg1 } from '@mleg/core/offline-qr/mleg1';
import { createStoredStatusLists } from '@mleg/core/offline-qr/stored-status-lists';
import { verifyMleg1 } from '@mleg/core/offline-qr/verify-mleg1';
import { splitSdJwt } from '@mleg/core/sd-jwt-vc/parse-sd-jwt-vc';
import type { FindIssuerKey } from '@mleg/core/sd-jwt-vc/verify-sd-jwt-vc';
import { readStatus } from '@mleg/core/status-list/status-array';
import type { VerifiedStatusList } from '@mleg/core/status-list/status-list';
import { createIssuerKeyFinder } from '@mleg/core/trust/issuer-key';
import type { TrustList } from '@mleg/core/trust/trust-list';
import { sha256, verifyEs256 } from '../keys/es256.ts';
import { type ExitCode, type Io, need, readFlags, UsageError } from './command.ts';
import { fetchStatusList, loadTrustList } from './lists.ts';

export const verifyUsage =
  'verify --trust <file or address> [--anchor <file>] [--aud <client id> --nonce <nonce>] [--offline] [--show] < text';

const OPTIONS = {
  trust: { type: 'string' },
  anchor: { type: 'string' },
  aud: { type: 'string' },
  nonce: { type: 'string' },
  offline: { type: 'boolean', default: false },
  show: { type: 'boolean', default: false },
} as const;

const KEY_BINDING_LENGTH_MAX = 4096;

type Check = {
  readonly text: string;
  readonly trustList: TrustList;
  readonly findKey: FindIssuerKey;
  readonly nowAt: number;
  readonly io: Io;
  readonly isOffline: boolean;
  readonly show: boolean;
};

/**
 * Checks an SD-JWT VC presentation or the text of an MLEG1 code from the standard input against a trust list, and prints
 * the verdict as JSON with the reasons of app and API (design.md section 6). Facts of the holder only with `--show`.
 * @returns 0 for valid, 1 for every other verdict
 */
export async function verifyText(args: readonly string[], io: Io): Promise<ExitCode> {
  const { values } = readFlags(args, OPTIONS);
  const trust = await loadTrustList(await need(io, 'trust', values.trust), values.anchor, io);
  const text = (await io.readInput()).trim();
  if (!text) throw new UsageError('nothing came on the standard input');
  const check: Check = {
    text,
    trustList: trust.list,
    findKey: createIssuerKeyFinder(trust.list, { verifyEs256 }),
    nowAt: io.now(),
    io,
    isOffline: values.offline,
    show: values.show,
  };
  const found = text.includes('~')
    ? await checkPresentation(check, { aud: values.aud, nonce: values.nonce })
    : await checkCode(check);
  io.say(JSON.stringify({ ...found, trustListVerified: trust.isVerified }, null, 2));
  return found.verdict === 'valid' ? 0 : 1;
}

type Found = { readonly verdict: string } & Readonly<Record<string, unknown>>;

async function checkPresentation(
  { text, trustList, findKey, nowAt, io, isOffline, show }: Check,
  demanded: { aud: string | undefined; nonce: string | undefined },
): Promise<Found> {
  const own = readKeyBinding(text);
  let used: VerifiedStatusList | undefined;
  const { card, ...verdict } = await checkSchoolId(
    {
      presentation: text,
      trustList,
      findKey,
      keyBinding: { aud: demanded.aud ?? own.aud, nonce: demanded.nonce ?? own.nonce },
      nowAt,
      findStatus: async ({ uri, idx, iss }) => {
        used = isOffline ? undefined : await fetchStatusList({ uri, iss }, findKey, io);
        return used === undefined ? 'unknown' : readStatus(used.statuses, idx);
      },
    },
    { sha256, verifyEs256 },
  );
  return {
    kind: 'sd-jwt-vc',
    ...verdict,
    // Where the caller demanded nothing, the same presentation would pass for anybody once more.
    replayChecked: demanded.aud !== undefined && demanded.nonce !== undefined,
    statusAsOf: timeOf(used?.issuedAt),
    ...(show ? { card } : {}),
  };
}

/** For whom the holder says the presentation was made. */
function readKeyBinding(text: string): { aud: string; nonce: string } {
  try {
    const { keyBindingJwtText } = splitSdJwt(text);
    const { aud, nonce } = parseJwt(keyBindingJwtText ?? '', KEY_BINDING_LENGTH_MAX).payload;
    return { aud: String(aud), nonce: String(nonce) };
  } catch (error) {
    if (error instanceof DomainError) return { aud: '', nonce: '' };
    throw error;
  }
}

async function checkCode({ text, trustList, findKey, nowAt, io, isOffline, show }: Check): Promise<Found> {
  const list = isOffline ? undefined : await statusListOf(text, trustList, findKey, io);
  const statusLists = createStoredStatusLists(list === undefined ? [] : [list]);
  const { presentation, statusAt, ...verdict } = await verifyMleg1(
    { text, trustList, statusLists, nowAt },
    { sha256, verifyEs256 },
  );
  return {
    kind: 'mleg1',
    ...verdict,
    statusAsOf: timeOf(statusAt),
    ...(show ? { card: presentation } : {}),
  };
}

/** The list that the code names, at the operator whose key signed it. */
async function statusListOf(
  text: string,
  trustList: TrustList,
  findKey: FindIssuerKey,
  io: Io,
): Promise<VerifiedStatusList | undefined> {
  try {
    const { kid, facts } = parseMleg1(text).credential;
    const operator = trustList.findByKid(encodeBase64url(kid))?.operator;
    if (operator === undefined) return undefined;
    const uri = `${operator.statusListBase}${facts.status.listNumber}`;
    return await fetchStatusList({ uri, iss: operator.issuer }, findKey, io);
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}

function timeOf(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at * 1000).toISOString();
}
