import { promisify } from 'node:util';
import { inflate as inflateCallback } from 'node:zlib';
import { parseJwt } from '@mleg/core/encoding/jwt';
import { parseStrictJsonObject } from '@mleg/core/encoding/strict-json';
import { DomainError } from '@mleg/core/errors';
import { getStatus, type StatusArray, statusValue } from '@mleg/core/status-list/status-array';
import { statusTokenLengthMax, type VerifiedStatusList } from '@mleg/core/status-list/status-list';
import { verifyStatusListJwt } from '@mleg/core/status-list/status-list-jwt';
import { verifyEs256 } from '../keys/es256.ts';
import { signersOf } from '../keys/signers.ts';
import { createVault } from '../keys/vault.ts';
import { listIdOfUri } from '../service/status/publish-status-list.ts';
import { createStatusIndex } from '../service/status/status-index.ts';
import type { IsRevoked } from '../store/load.ts';
import { BackupError } from './backup-error.ts';

const FILE_LENGTH_MAX = 134_217_728;

const inflateAsync = promisify(inflateCallback);
const inflate = (data: Uint8Array, maxOutputLength: number): Promise<Uint8Array> =>
  inflateAsync(data, { maxOutputLength });

/**
 * What status lists of after a backup call revoked: a restore would forget it.
 * @param text of a file that `mleg trust --lists` wrote
 * @param keys the backup's own: lists that another key signed are not ours
 * @throws BackupError for another file, or a list that was not signed by this issuer
 */
export async function revokedSince(
  text: string,
  keys: { readonly masterKey: string; readonly signers: string; readonly issuer: string },
): Promise<IsRevoked> {
  const indexOf = createStatusIndex(createVault(Buffer.from(keys.masterKey.trim(), 'hex')));
  const lists = new Map<number, StatusArray>();
  for (const token of readTokens(text)) {
    const list = await verifyOwn(token, keys);
    const listId = listIdOfUri(keys.issuer, list.uri);
    if (listId === undefined)
      throw new BackupError('A status list of another issuer is in the file of --lists.');
    lists.set(listId, list.statuses);
  }
  return (listId, position) => {
    const statuses = lists.get(listId);
    return statuses !== undefined && getStatus(statuses, indexOf(listId, position)) === statusValue.revoked;
  };
}

function readTokens(text: string): string[] {
  const refusal = 'The file of --lists is not one that mleg trust --lists wrote.';
  try {
    const { statusLists } = parseStrictJsonObject(text, { lengthMax: FILE_LENGTH_MAX, depthMax: 16 });
    if (Array.isArray(statusLists) && statusLists.every((one) => typeof one === 'string')) return statusLists;
  } catch (cause) {
    if (cause instanceof DomainError) throw new BackupError(refusal, { cause });
    throw cause;
  }
  throw new BackupError(refusal);
}

async function verifyOwn(
  token: string,
  { signers, issuer }: { readonly signers: string; readonly issuer: string },
): Promise<VerifiedStatusList> {
  const { publicJwk: key } = signersOf(JSON.parse(signers)).issuer;
  try {
    const { sub, iat } = parseJwt(token, statusTokenLengthMax).payload;
    const verified = await verifyStatusListJwt(
      // As of its own time: a revocation is final, however old the list.
      { token, uri: String(sub), iss: issuer, findKey: () => ({ ok: true, key }), nowAt: Number(iat) },
      { verifyEs256, inflate },
    );
    if (verified.ok) return verified.list;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
  }
  throw new BackupError('A status list in the file of --lists was not signed by this issuer’s key.');
}
