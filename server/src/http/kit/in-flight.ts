import type { AnyPrincipal } from './answer-route.ts';

/** Bytes of file bodies that are on their way in, of all and of one caller. */
export type InFlight = {
  /** Keeps room for a body; undefined when there is none. The returned function gives it back, once. */
  readonly take: (caller: string, bytes: number) => (() => void) | undefined;
};

/** Who calls, for counting; everybody unknown is one. */
export function callerOf(principal: AnyPrincipal): string {
  if (principal === null) return '';
  if (principal.kind === 'apiKey') return principal.keyId;
  return 'accountId' in principal ? principal.accountId : '';
}

/** What a body will need: as much as it says, or all that the route takes. */
export function announcedBytes(contentLength: string | undefined, bytesMax: number): number {
  const announced = Number(contentLength);
  return contentLength !== undefined && Number.isInteger(announced) && announced >= 0
    ? Math.min(announced, bytesMax)
    : bytesMax;
}

/** Bounds the memory that bodies may take while they are received: a body counts in full from its first byte. */
export function createInFlight(limits: {
  readonly bytes: number;
  readonly bytesPerCaller: number;
}): InFlight {
  const held = new Map<string, number>();
  let all = 0;
  return {
    take(caller, bytes) {
      const own = held.get(caller) ?? 0;
      if (all + bytes > limits.bytes || own + bytes > limits.bytesPerCaller) return undefined;
      held.set(caller, own + bytes);
      all += bytes;
      let isHeld = true;
      return () => {
        if (!isHeld) return;
        isHeld = false;
        all -= bytes;
        const rest = (held.get(caller) ?? 0) - bytes;
        if (rest > 0) held.set(caller, rest);
        else held.delete(caller);
      };
    },
  };
}
