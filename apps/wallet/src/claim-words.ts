import type { JsonValue } from '@mleg/core/encoding/strict-json';
import { isJsonObject } from '@mleg/core/encoding/strict-json';
import { formatDay } from '@mleg/i18n/format';
import { m } from '@mleg/i18n/messages';

const WORDS: Readonly<Record<string, () => string>> = {
  given_name: m.wallet_claim_given_name,
  family_name: m.wallet_claim_family_name,
  birthdate: m.wallet_claim_birthdate,
  personal_administrative_number: m.wallet_claim_personal_administrative_number,
  address: m.wallet_claim_address,
  picture: m.wallet_claim_picture,
  picture_low: m.wallet_claim_picture_low,
  document_number: m.wallet_claim_document_number,
  date_of_issuance: m.wallet_claim_date_of_issuance,
  date_of_expiry: m.wallet_claim_date_of_expiry,
  pupil_status: m.wallet_claim_pupil_status,
  school: m.wallet_claim_school,
  issuing_authority: m.wallet_claim_issuing_authority,
};

/** What a person calls a claim of the credential. */
export function claimWords(name: string): string {
  const years = /^age_over_0?(\d+)$/.exec(name)?.[1];
  if (years !== undefined) return m.wallet_claim_age_over({ count: Number(years) });
  return (WORDS[name] ?? (() => m.wallet_claim_other({ name })))();
}

function schoolText(school: JsonValue): string | undefined {
  if (!isJsonObject(school)) return undefined;
  const { name, address, rspo } = school;
  const parts = [name, address, typeof rspo === 'string' ? `RSPO ${rspo}` : undefined];
  return parts.filter((part) => typeof part === 'string').join(', ');
}

/** What a claim says, as a person reads it; undefined where there is nothing to read (a picture) or nothing there. */
export function claimValue(name: string, value: JsonValue | undefined): string | undefined {
  if (value === undefined || name === 'picture' || name === 'picture_low') return undefined;
  if (typeof value === 'boolean') return value ? m.wallet_claim_yes() : m.wallet_claim_no();
  if (name === 'school') return schoolText(value);
  if (name === 'pupil_status')
    return value === 'uczen' ? m.wallet_status_pupil() : m.wallet_status_graduated();
  if (typeof value !== 'string') return undefined;
  return /^\d{4}-\d\d-\d\d$/.test(value) ? formatDay(value) : value;
}
