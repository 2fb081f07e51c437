import { isMleg1 } from './mleg1.ts';

/** What a scanned or pasted text is, as far as its beginning says: nobody should scan in vain and not know why. */
export type CodeKind =
  /** A school ID's own code, whole or broken. */
  | 'school_id'
  /** A school's offer: an ID to be added to a phone. */
  | 'offer'
  /** A verifier's request for data. */
  | 'request'
  /** Digits or short code groups, such as an activation code or the code that is typed instead of a QR. */
  | 'typed_code'
  | 'wifi'
  /** A health certificate (HCERT) of any country. */
  | 'health'
  | 'contact'
  | 'link'
  /** No text in it: empty, or bytes that are none. */
  | 'empty'
  | 'other';

/** Only the beginning is looked at: a hostile code may be long. */
const headLength = 512;

const patterns: readonly (readonly [CodeKind, RegExp])[] = [
  ['offer', /^(?:openid-credential-offer|haip-vci):|^https?:\/\/[^\s]*[?#&]credential_offer(?:_uri)?=/i],
  ['request', /^(?:openid4vp|haip-vp|mdoc|mdoc-openid4vp|eudi-openid4vp):|^https?:\/\/[^\s/]+\/present[?#]/i],
  ['wifi', /^wifi:/i],
  ['health', /^hc\d+:/i],
  ['contact', /^(?:begin:v(?:card|event|calendar)|mecard:|bizcard:|mailto:|tel:|sms(?:to)?:)/i],
  ['link', /^(?:https?:|www\.)/i],
  // 8 digits of an activation code, 6 of a check, 4-4-4 letters and digits of a typed substitute, with any gaps.
  ['typed_code', /^(?:\d[\s.-]*){4,10}$|^[0-9a-z]{4}[\s.-]?[0-9a-z]{4}[\s.-]?[0-9a-z]{4}$/i],
];

/** Tells codes apart; never throws and costs the same whatever the text is. */
export function readCodeKind(text: string): CodeKind {
  const trimmed = text.trimStart();
  if (isMleg1(trimmed)) return 'school_id';
  const head = trimmed.slice(0, headLength);
  // A decoder puts the replacement character where bytes are no text.
  const isText = /[^\s\p{Cc}�]/u.test(head);
  if (!isText) return 'empty';
  return patterns.find(([, pattern]) => pattern.test(head))?.[0] ?? 'other';
}
