/** What the pure core takes as arguments: randomness, hashing, keys. Time is always a plain number argument. */

/** A value or a promise of it: the server signs synchronously, browsers do not. */
export type MaybePromise<T> = T | Promise<T>;

/** `length` unpredictable bytes. */
export type RandomBytes = (length: number) => Uint8Array;

/** SHA-256 of the bytes; 32 bytes. */
export type Sha256 = (data: Uint8Array) => Uint8Array;

/** Public P-256 key as JWK coordinates, base64url without padding (RFC 7518 6.2.1). */
export type P256PublicJwk = {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
};

/** ES256 signature (RFC 7518 3.4) over `data`: r and s, 32 bytes each. */
export type SignEs256 = (data: Uint8Array) => MaybePromise<Uint8Array>;

/** Whether `signature` (64 bytes r and s) is an ES256 signature over `data` by `key`; false for a malformed key or signature. */
export type VerifyEs256 = (
  key: P256PublicJwk,
  data: Uint8Array,
  signature: Uint8Array,
) => MaybePromise<boolean>;
