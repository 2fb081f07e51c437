import { isJsonObject } from '@mleg/core/encoding/strict-json';
import { parseSdJwtVc } from '@mleg/core/sd-jwt-vc/parse-sd-jwt-vc';
import { readHeldStatus, renewStatusList } from '@mleg/core/signed-lists/status-list-keeper';
import { inflateZlib } from '@mleg/core/status-list/inflate';
import type { StatusWord } from '@mleg/core/status-list/status-array';
import { createIssuerKeyFinder } from '@mleg/core/trust/issuer-key';
import { isStatusListOf, type TrustList } from '@mleg/core/trust/trust-list';
import { verifyEs256 } from '@mleg/core/web-crypto';
import type { WalletConfig } from '../config.ts';
import type { CardRecord } from '../store/records.ts';
import { changeCard, readStatusList, saveList } from '../store/store.ts';
import { listFetcher } from './fetch-list.ts';
import { loadTrustList } from './trust.ts';

type Entry = { readonly uri: string; readonly idx: number };

/** Where the status of a copy stands (Token Status List 6.2). */
function entryOf(sdJwtVc: string): Entry | undefined {
  const { status } = parseSdJwtVc(sdJwtVc).issuerJwt.payload;
  const list = isJsonObject(status) ? status['status_list'] : undefined;
  const { uri, idx } = isJsonObject(list) ? list : {};
  return typeof uri === 'string' && typeof idx === 'number' ? { uri, idx } : undefined;
}

const fetchList = listFetcher('application/statuslist+jwt');

async function readWord(card: CardRecord, trust: TrustList, nowAt: number): Promise<StatusWord | undefined> {
  const entry = card.copies[0] === undefined ? undefined : entryOf(card.copies[0].sdJwtVc);
  const operator = trust.findByIssuer(card.issuer);
  if (entry === undefined || operator === undefined || !isStatusListOf(operator, entry.uri)) return undefined;
  const source = {
    uri: entry.uri,
    iss: card.issuer,
    findKey: createIssuerKeyFinder(trust, { verifyEs256 }),
  };
  const known = await readStatusList(entry.uri);
  const deps = { fetchList, verifyEs256, inflate: inflateZlib, nowAt };
  const { outcome, believed } = await renewStatusList(source, { known }, deps);
  if (believed === undefined || (outcome !== 'fresh' && outcome !== 'unchanged')) return undefined;
  if (outcome === 'fresh') await saveList({ uri: entry.uri, ...believed });
  return readHeldStatus(believed.list, entry.idx, { askedAt: nowAt, nowAt });
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
