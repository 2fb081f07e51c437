const TAG = /(?:W\/)?("[\x21\x23-\x7e\x80-\xff]*")/g;

/** Whether `If-None-Match` names this entity (RFC 9110 13.1.2): `*`, or a list compared weakly. */
export function matchesEtag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  const opaque = etag.replace(/^W\//, '');
  return [...header.matchAll(TAG)].some(([, tag]) => tag === opaque);
}

/** The strong entity tag of an encoding of a representation: its bytes are others. */
export function encodedEtag(etag: string, encoding: string | undefined): string {
  return encoding === undefined ? etag : etag.replace(/"$/, `-${encoding}"`);
}
