import type { SchoolIdFacts } from '@mleg/core/credential/school-id';
import type { SealedPlace } from '../../keys/envelope.ts';
import type { Vault } from '../../keys/vault.ts';
import type { SubjectRow } from '../../store/issuing.ts';

type Row = Omit<SubjectRow, 'picture_sealed' | 'picture_link_sealed'>;

/** Opens what the credential step read; the pictures come from `openPicture`. */
export function openFacts(vault: Vault, school: number, row: Row): SchoolIdFacts {
  const cipher = vault.cipher(school, row.data_key_wrapped);
  const at = (column: string): SealedPlace => ({ table: 'pupil', column, row: row.pupil_id });
  const isPesel = row.personal_id_type === 'pesel';
  return {
    givenNames: row.given_names,
    familyName: row.surname,
    bornOn: row.birth_on,
    pupilStatus: row.pupil_status,
    // A passport's number is the office's business and stands on no card.
    ...(isPesel && {
      personalAdministrativeNumber: cipher.openText(at('personal_id_sealed'), row.personal_id_sealed),
    }),
    ...(row.address_sealed !== null && {
      address: cipher.openText(at('address_sealed'), row.address_sealed),
    }),
    documentNumber: row.document_number,
    issuedOn: row.issued_on,
    validUntil: row.valid_until,
    school: {
      rspo: row.rspo,
      name: row.school_name,
      shortName: row.school_short_name,
      address: row.school_address,
    },
    issuingAuthority: row.school_name,
  };
}

type PictureColumn = 'picture_sealed' | 'picture_low_sealed' | 'picture_link_sealed';

/** Opens one of the portrait's pictures. */
export function openPicture(
  vault: Vault,
  school: number,
  row: Pick<SubjectRow, 'data_key_wrapped' | 'portrait_id'>,
  column: PictureColumn,
  sealed: Buffer,
): Buffer {
  const place = { table: 'portrait', column, row: row.portrait_id };
  return vault.cipher(school, row.data_key_wrapped).open(place, sealed);
}
