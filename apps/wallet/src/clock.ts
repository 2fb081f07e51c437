/** The phone's clock against the server that this app came from. */

/** A proof is good from 60 s ahead to 300 s behind (an issuer's window), with room for a slow answer. */
const AHEAD_SECONDS_MAX = 50;
const BEHIND_SECONDS_MAX = 200;

/** How far the phone's clock is ahead, in seconds; undefined without a network. HEAD, which the service worker lets pass. */
export async function measureClock(): Promise<number | undefined> {
  try {
    const askedAt = Date.now();
    const response = await fetch('/config.json', { method: 'HEAD', cache: 'no-store' });
    const date = Date.parse(response.headers.get('date') ?? '');
    // The header has whole seconds, cut off: half a second more is nearer to the truth.
    return Number.isNaN(date) ? undefined : ((askedAt + Date.now()) / 2 - date - 500) / 1000;
  } catch {
    return undefined;
  }
}

/** Whether the phone's clock is so wrong that an issuer or verifier refuses what it signs; false while nobody knows. */
export async function isClockWrong(): Promise<boolean> {
  const ahead = await measureClock();
  return ahead !== undefined && (ahead > AHEAD_SECONDS_MAX || ahead < -BEHIND_SECONDS_MAX);
}
