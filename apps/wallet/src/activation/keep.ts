import { checkReceivedSchoolId, type HolderRefusal } from '@mleg/core/credential/holder-checks';
import type { DisclosedSchoolId } from '@mleg/core/credential/school-id-claims';
import { checkReceivedOffline } from '@mleg/core/offline-qr/check-received';
import { createIssuerKeyFinder } from '@mleg/core/trust/issuer-key';
import type { TrustList } from '@mleg/core/trust/trust-list';
import { sha256, verifyEs256 } from '@mleg/core/web-crypto';
import { readCard } from '../card/read-card.ts';
import { isClockWrong } from '../clock.ts';
import { failureNoteOf, noteOf, remindRemovals, tellRemovals } from '../removal/tell-removals.ts';
import { markCards, markShown } from '../store/marks.ts';
import type { CardRecord, OpenNotification, PendingRecord } from '../store/records.ts';
import { dropPending, listCards, removeCard, saveCard, saveRemoval } from '../store/store.ts';
import { WalletError } from '../wallet-error.ts';
import { hashReference } from './offer.ts';
import type { Issued } from './resume.ts';
import type { Received } from './take.ts';
import { keyOf } from './take.ts';
import { tellIssuer } from './tell-issuer.ts';

/** An ID that was checked and waits for the person's yes (rules.md C7). */
export type Candidate = { readonly card: DisclosedSchoolId; readonly record: CardRecord };

type Taken = PendingRecord & { readonly issued: Issued };

/** What is signed too early or too late may be right, and the phone's clock wrong: then nothing is thrown away. */
async function receivedProblem(reason: HolderRefusal, issuer: string): Promise<WalletError> {
  const isTime = reason === 'not_yet_valid' || reason === 'expired' || reason === 'certificate_time';
  if (isTime && (await isClockWrong())) return new WalletError('clock');
  const { host } = new URL(issuer);
  return new WalletError(reason === 'untrusted_issuer' ? 'untrusted_issuer' : 'not_genuine', { host });
}

/**
 * Checks all that came (signature, trust list, this device's keys), before any of it is shown or kept.
 * @throws WalletError untrusted_issuer, not_genuine, clock
 */
export async function checkReceived(
  pending: Taken,
  received: Received,
  trust: TrustList,
): Promise<Candidate> {
  const { issued, keys } = pending;
  const findKey = createIssuerKeyFinder(trust, { verifyEs256 });
  const nowAt = Math.floor(Date.now() / 1000);
  const cards: DisclosedSchoolId[] = [];
  for (const [index, sdJwtVc] of received.credentials.entries()) {
    const input = { sdJwtVc, issuer: issued.issuer, holderKey: keyOf(keys, index), findKey, nowAt };
    const check = await checkReceivedSchoolId(input, { sha256, verifyEs256 });
    if (!check.ok) throw await receivedProblem(check.reason, issued.issuer);
    cards.push(check.card);
  }
  const asked = { issuer: issued.issuer, holderKey: pending.offlineKey.jwk, trustList: trust };
  for (const variant of received.offline)
    if (!(await checkReceivedOffline(variant, asked, { verifyEs256 }))) throw new WalletError('not_genuine');
  const [card] = cards;
  if (card === undefined) throw new WalletError('server');
  return { card, record: recordOf(pending, received) };
}

function recordOf(pending: Taken, received: Received): CardRecord {
  const { issued, keys, offlineKey } = pending;
  const copies = received.credentials.flatMap((sdJwtVc, index) => {
    const key = keys[index];
    return key === undefined ? [] : [{ sdJwtVc, key }];
  });
  return {
    id: crypto.randomUUID(),
    issuer: issued.issuer,
    addedAt: Math.floor(Date.now() / 1000),
    copies,
    offline: received.offline,
    offlineKey,
    nextCopy: 0,
    offerHash: hashReference(pending.reference),
    ...notificationOf(issued, received),
  };
}

function notificationOf(
  issued: Issued,
  { notificationId }: Received,
): { readonly openNotification?: OpenNotification } {
  if (issued.notificationEndpoint === undefined || notificationId === undefined) return {};
  const { notificationEndpoint: endpoint, accessToken, expiresAt } = issued;
  return { openNotification: { endpoint, accessToken, notificationId, expiresAt } };
}

/** Whether both are the same paper ID of the same school: then the new one takes the old one's place. */
export function isSamePaperId(a: DisclosedSchoolId, b: DisclosedSchoolId | undefined): boolean {
  return (
    b !== undefined &&
    a.school?.rspo === b.school?.rspo &&
    a.documentNumber === b.documentNumber &&
    a.bornOn === b.bornOn
  );
}

/**
 * The person said yes: keeps the ID, then tells the issuer. Saying so may fail (an ID without a notification is valid);
 * it is tried again while the token lives.
 */
export async function keepCard({ card, record }: Candidate): Promise<void> {
  await saveCard(record);
  for (const old of await listCards()) {
    const isOld = old.id !== record.id && old.issuer === record.issuer;
    if (isOld && isSamePaperId(card, readCard(old)?.card)) await removeCard(old.id);
  }
  await dropPending();
  markCards(1);
  markShown(record.id);
  // Without it the browser may throw the ID away when space is short; some ask the person, some decide alone.
  await navigator.storage?.persist?.().catch(() => false);
  await tellIssuer(record);
}

/**
 * The person said no: nothing is kept, and the issuer learns that this ID was deleted, now or when there is a network. It
 * was never accepted, so the family hears nothing of it (rules.md C10).
 */
export async function declineCard({ record }: Candidate): Promise<void> {
  const note = noteOf(record);
  if (note !== undefined) await saveRemoval(note);
  await dropPending();
  await tellAtOnce();
}

/** What came was not good: the issuer learns that the wallet could not keep it, now or when there is a network. */
export async function reportFailure(pending: Taken, received: Received): Promise<void> {
  const note = failureNoteOf(recordOf(pending, received));
  if (note !== undefined) await saveRemoval(note);
  await dropPending();
  await tellAtOnce();
}

async function tellAtOnce(): Promise<void> {
  await tellRemovals();
  await remindRemovals();
}
