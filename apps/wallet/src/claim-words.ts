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
  if (years !== undefined) return m.wallet_claim_age_over({ years });
  return (WORDS[name] ?? (() => m.wallet_claim_other({ name })))();
}
