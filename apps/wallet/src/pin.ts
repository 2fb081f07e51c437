import { dropPin, readPin, savePin } from './store/store.ts';

/** The PIN before PESEL and address (rules.md C8). It guards against a borrowed phone, not against one taken apart. */

const ROUNDS = 310_000;
const FREE_TRIES = 5;
const WAIT_SECONDS = 30;

/** Whether a text can be a PIN. */
export function isPin(text: string): boolean {
  return /^\d{4,8}$/.test(text);
}

async function derive(pin: string, salt: Uint8Array): Promise<Uint8Array> {
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(pin), 'PBKDF2', false, [
    'deriveBits',
  ]);
  const parameters = { name: 'PBKDF2', hash: 'SHA-256', salt: Uint8Array.from(salt), iterations: ROUNDS };
  return new Uint8Array(await crypto.subtle.deriveBits(parameters, key, 256));
}

/** Chooses the PIN. */
export async function setPin(pin: string): Promise<void> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  await savePin({ salt, check: await derive(pin, salt), wrongTries: 0, waitUntil: 0 });
}

/** The outcome of a try; `wait`: seconds until the next one. */
export type PinTry = { readonly ok: true } | { readonly ok: false; readonly waitSeconds: number };

/** Tries a PIN; from the fifth wrong one each costs a wait that doubles, and survives a restart. */
export async function tryPin(pin: string): Promise<PinTry> {
  const held = await readPin();
  if (held === undefined) return { ok: false, waitSeconds: 0 };
  const nowAt = Math.floor(Date.now() / 1000);
  if (held.waitUntil > nowAt) return { ok: false, waitSeconds: held.waitUntil - nowAt };
  const given = await derive(pin, held.salt);
  if (given.every((byte, index) => byte === held.check[index])) {
    await savePin({ ...held, wrongTries: 0, waitUntil: 0 });
    return { ok: true };
  }
  const wrongTries = held.wrongTries + 1;
  const waitSeconds = wrongTries < FREE_TRIES ? 0 : WAIT_SECONDS * 2 ** Math.min(wrongTries - FREE_TRIES, 7);
  await savePin({ ...held, wrongTries, waitUntil: waitSeconds === 0 ? 0 : nowAt + waitSeconds });
  return { ok: false, waitSeconds };
}

/** Whether one was chosen. */
export async function hasPin(): Promise<boolean> {
  return (await readPin()) !== undefined;
}

/** With the last ID goes the PIN. */
export const forgetPin = dropPin;
