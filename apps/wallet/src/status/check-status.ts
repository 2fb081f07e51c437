import { isJsonObject } from '@mleg/core/encoding/strict-json';
import { parseSdJwtVc } from '@mleg/core/sd-jwt-vc/parse-sd-jwt-vc';
import { inflateZlib } from '@mleg/core/status-list/inflate';
import type { StatusWord } from '@mleg/core/status-list/status-array';
import { readStatus } from '@mleg/core/status-list/status-array';
import { verifyStatusListJwt } from '@mleg/core/status-list/status-list-jwt';
import { createIssuerKeyFinder } from '@mleg/core/trust/issuer-key';
import { isStatusListOf, type TrustList } from '@mleg/core/trust/trust-list';
import { verifyEs256 } from '@mleg/core/web-crypto';
import { call } from '../call.ts';
import type { WalletConfig } from '../config.ts';
import type { CardRecord } from '../store/records.ts';
import { changeCard, readList, saveList } from '../store/store.ts';
import { loadTrustList } from './trust.ts';

type Entry = { readonly uri: string; readonly idx: number };

/** Where the status of a copy stands (Token Status List 6.2). */
function entryOf(sdJwtVc: string): Entry | undefined {
  const { status } = parseSdJwtVc(sdJwtVc).issuerJwt.payload;
  const list = isJsonObject(status) ? status['status_list'] : undefined;
  const { uri, idx } = isJsonObject(list) ? list : {};
  return typeof uri === 'string' && typeof idx === 'number' ? { uri, idx } : undefined;
}

/** The list's text: a new one, or the kept one where the server says that nothing changed. */
async function fetchList(
  uri: string,
): Promise<{ token: string; etag: string | undefined; heldIssuedAt?: number }> {
  const held = await readList(uri);
  const headers = {
    accept: 'application/statuslist+jwt',
    ...(held?.etag === undefined ? {} : { 'if-none-match': held.etag }),
  };
  const { status, text, etag } = await call(uri, { headers });
  const issued = held === undefined ? {} : { heldIssuedAt: held.issuedAt };
  if (status === 304 && held !== undefined) return { token: held.token, etag: held.etag, ...issued };
  if (status !== 200) throw new Error('the status list is not there');
  return { token: text, etag, ...issued };
}

async function readWord(card: CardRecord, trust: TrustList, nowAt: number): Promise<StatusWord | undefined> {
  const entry = card.copies[0] === undefined ? undefined : entryOf(card.copies[0].sdJwtVc);
  const operator = trust.findByIssuer(card.issuer);
  if (entry === undefined || operator === undefined || !isStatusListOf(operator, entry.uri)) return undefined;
  const { token, etag, ...held } = await fetchList(entry.uri);
  const findKey = createIssuerKeyFinder(trust, { verifyEs256 });
  const input = { token, uri: entry.uri, iss: card.issuer, findKey, nowAt, ...held };
  const result = await verifyStatusListJwt(input, { verifyEs256, inflate: inflateZlib });
  if (!result.ok) return undefined;
  await saveList({ uri: entry.uri, token, etag, issuedAt: result.list.issuedAt });
  return readStatus(result.list.statuses, entry.idx);
}

/**
 * Asks the status list for every kept ID, as any verifier does: signed list, trust list, never backwards (rules.md K5).
 * What cannot be asked stays as it was.
 * @returns whether something changed
 */
export async function checkStatuses(cards: readonly CardRecord[], config: WalletConfig): Promise<boolean> {
  if (cards.length === 0) return false;
  const trust = await loadTrustList(config);
  let isChanged = false;
  for (const card of cards) {
    const checkedAt = Math.floor(Date.now() / 1000);
    const word = await readWord(card, trust, checkedAt).catch(() => undefined);
    if (word === undefined) continue;
    // rules.md K5: a revocation is final, also where the issuer's list came back from a backup and knows less.
    await changeCard(card.id, (held) => ({
      ...held,
      status: { word: held.status?.word === 'revoked' ? 'revoked' : word, checkedAt },
    }));
    isChanged = true;
  }
  return isChanged;
}
