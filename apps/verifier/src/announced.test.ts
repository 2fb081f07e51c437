import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { SchoolIdClaimName } from '@mleg/core/credential/school-id-claims';
import type { CheckProfile } from '@mleg/core/openid4vp/check-profiles';
import { createProfileQuery, profileClaims } from '@mleg/core/openid4vp/check-profiles';

const profiles: readonly CheckProfile[] = ['ticket', 'cinema', 'library', 'full'];

/** How the page names each claim, in each language; the portrait is named by every profile. */
const words: Record<string, Partial<Record<SchoolIdClaimName, RegExp>>> = {
  pl: {
    given_name: /imię i nazwisko/,
    family_name: /imię i nazwisko/,
    birthdate: /(?<!i )dat[aę] urodzenia/,
    document_number: /numer legitymacji/,
    date_of_issuance: /data wydania/,
    date_of_expiry: /ważności/,
    pupil_status: /uczniem/,
    school: /szkoła/,
    age_over_07: /skończone 7/,
    age_over_24: /24 lata/,
    personal_administrative_number: /PESEL/,
    address: /adres/,
  },
  en: {
    given_name: /^name|, name,/,
    birthdate: /(?<!no )date of birth/,
    document_number: /ID number/,
    date_of_issuance: /dates of issue/,
    date_of_expiry: /last day|validity/,
    pupil_status: /are a pupil/,
    school: /school/,
    age_over_07: /over 7/,
    age_over_24: /24/,
    personal_administrative_number: /PESEL/,
    address: /address/,
  },
  uk: {
    given_name: /ім’я та прізвище/,
    birthdate: /дата народження/,
    document_number: /номер посвідчення/,
    date_of_issuance: /дата видачі/,
    date_of_expiry: /термін дії/,
    pupil_status: /учнем/,
    school: /школа/,
    age_over_07: /виповнилося 7/,
    age_over_24: /24/,
    personal_administrative_number: /PESEL/,
    address: /адреса/,
  },
};
const picture: Record<string, RegExp> = { pl: /zdjęcie/, en: /photo/, uk: /фото/ };

test('the page announces what a profile asks for, and nothing that it does not ask for', () => {
  for (const [language, names] of Object.entries(words)) {
    const file = new URL(`../../../packages/i18n/messages/${language}/verifier.json`, import.meta.url);
    const messages = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
    for (const profile of profiles) {
      const said = messages[`verifier_profile_${profile}_hint`] ?? '';
      const asked = JSON.stringify(createProfileQuery(profile));
      for (const [claim, word] of Object.entries(names)) {
        const isAsked = asked.includes(`"${claim}"`);
        assert.equal(word.test(said), isAsked, `${language} ${profile} ${claim}: ${said}`);
      }
      assert.match(said, picture[language] ?? /^$/);
      assert.ok(profileClaims(profile).includes('school'));
    }
    // Whole years are shown, but the birth date is what leaves the phone.
    assert.match(messages['verifier_profile_ticket_hint'] ?? '', /wiek|age|вік/);
  }
});
