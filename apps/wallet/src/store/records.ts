import type { P256PublicJwk } from '@mleg/core/deps';
import type { HeldStatusList } from '@mleg/core/signed-lists/status-list-keeper';
import type { StatusWord } from '@mleg/core/status-list/status-array';
import type { DeviceKey } from '@mleg/core/web-crypto';

/** One copy of a batch with the key that it is bound to. */
export type CardCopy = { readonly sdJwtVc: string; readonly key: DeviceKey };

/** The issuer's half of an offline code. */
export type OfflineRecord = { readonly variant: string; readonly cwt: Uint8Array };

/** What the status list said when it was last asked. */
export type CheckedStatus = {
  readonly word: StatusWord;
  /** When this phone asked, epoch seconds. */
  readonly checkedAt: number;
};

/** How the issuer is told what became of an ID; of no use after `expiresAt`. */
export type OpenNotification = {
  readonly endpoint: string;
  readonly accessToken: string;
  readonly notificationId: string;
  readonly expiresAt: number;
  /** The issuer knows already that the ID was kept. */
  readonly isTold?: true;
};

/** A school ID in this phone. Keys are CryptoKeys that no script can read. */
export type CardRecord = {
  readonly id: string;
  readonly issuer: string;
  /** Epoch seconds (rules.md V5: „na tym telefonie od”). */
  readonly addedAt: number;
  readonly copies: readonly CardCopy[];
  readonly offline: readonly OfflineRecord[];
  readonly offlineKey: DeviceKey;
  readonly status?: CheckedStatus;
  readonly openNotification?: OpenNotification;
  /** Which offer it came by (`hashReference`): opened again, the offer has nothing more to give to this phone. */
  readonly offerHash?: string;
  /** Which copy goes to the next verifier, so that two of them cannot put their copies together. */
  readonly nextCopy: number;
};

/** Where the offer came from: exactly what stood in the QR, the link or the pasted line. */
export type PendingReference =
  | { readonly kind: 'uri'; readonly uri: string }
  | { readonly kind: 'value'; readonly json: string };

/** An activation under way. Stored before the token request, so that a lost answer is asked for again with the same keys. */
export type PendingRecord = {
  readonly reference: PendingReference;
  readonly startedAt: number;
  readonly keys: readonly DeviceKey[];
  readonly offlineKey: DeviceKey;
  readonly issued?: {
    readonly issuer: string;
    readonly credentialEndpoint: string;
    readonly nonceEndpoint: string;
    readonly notificationEndpoint: string | undefined;
    readonly configurationId: string;
    readonly accessToken: string;
    readonly expiresAt: number;
  };
};

/** A trust list as it was verified and kept. */
export type TrustListRecord = { readonly uri: string; readonly token: string };

/** A status list as it was verified and kept. */
export type StatusListRecord = HeldStatusList & { readonly uri: string };

/** One line of the history: whom this phone showed what. It never leaves the phone. */
export type HistoryRecord = {
  readonly id: string;
  readonly at: number;
  readonly verifier: string;
  readonly purpose: string | undefined;
  readonly claims: readonly string[];
  /** `unknown`: it was sent, and no answer could be read. */
  readonly outcome: 'shared' | 'declined' | 'failed' | 'unknown';
};

/** What a PIN is checked against, and how often it was wrong since it was right. */
export type PinRecord = {
  readonly salt: Uint8Array;
  readonly check: Uint8Array;
  readonly wrongTries: number;
  /** No try before this moment, epoch seconds. */
  readonly waitUntil: number;
};

/** A trust list that a person added, beside the one that the app came with. */
export type TrustRecord = {
  /** Where it is. */
  readonly uri: string;
  /** The key that signs it, as it was confirmed by its fingerprint. */
  readonly key: P256PublicJwk;
  /** Epoch seconds. */
  readonly addedAt: number;
};

/** Where the first copy's status stands, and the key that the copy was bound to: it signs the word to the issuer. */
export type RemovalBinding = {
  readonly status: { readonly uri: string; readonly idx: number };
  readonly rspo: string;
  readonly key: DeviceKey;
};

/** An ID that is gone from this phone, or never got in, of which its issuer has not heard yet. Kept until it has. */
export type RemovalRecord = Partial<RemovalBinding> & {
  readonly id: string;
  readonly issuer: string;
  readonly notification?: OpenNotification;
  /** What came was not good and was never kept. */
  readonly isFailure?: true;
  /** Epoch seconds. */
  readonly removedAt: number;
};
