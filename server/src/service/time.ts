/** Epoch seconds as RFC 3339 in UTC, whole seconds. */
export function toIsoTime(at: number): string {
  return new Date(at * 1000).toISOString().replace('.000Z', 'Z');
}
