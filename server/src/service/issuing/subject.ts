import type { Vault } from '../../keys/vault.ts';
import type { SubjectRow } from '../../store/issuing.ts';

/** What a credential says of a pupil, opened; dates `YYYY-MM-DD`. */
export type CredentialSubject = {
  readonly givenName: string;
  readonly familyName: string;
  readonly bornOn: string;
  readonly isPupil: boolean;
  /** PESEL; undefined where the pupil has none. */
  readonly pesel: string | undefined;
  /** Undefined where none is recorded or it is under protection (rules.md W2). */
  readonly address: string | undefined;
  readonly documentNumber: string;
  readonly issuedOn: string;
  readonly validUntil: string;
  readonly school: {
    readonly rspo: string;
    readonly name: string;
    readonly shortName: string;
    readonly address: string;
  };
};

type Row = Omit<SubjectRow, 'picture_sealed' | 'picture_link_sealed'>;

/** Opens what the credential step read. */
export function openSubject(vault: Vault, school: number, row: Row): CredentialSubject {
  const cipher = vault.cipher(school, row.data_key_wrapped);
  const sealedAt = (column: string): { table: string; column: string; row: string } => ({
    table: 'pupil',
    column,
    row: row.pupil_id,
  });
  return {
    givenName: row.given_names,
    familyName: row.surname,
    bornOn: row.birth_on,
    isPupil: row.pupil_status === 'pupil',
    pesel:
      row.personal_id_type === 'pesel'
        ? cipher.openText(sealedAt('personal_id_sealed'), row.personal_id_sealed)
        : undefined,
    address:
      row.address_sealed === null
        ? undefined
        : cipher.openText(sealedAt('address_sealed'), row.address_sealed),
    documentNumber: row.document_number,
    issuedOn: row.issued_on,
    validUntil: row.valid_until,
    school: {
      rspo: row.rspo,
      name: row.school_name,
      shortName: row.school_short_name,
      address: row.school_address,
    },
  };
}

export type PictureColumn = 'picture_sealed' | 'picture_low_sealed' | 'picture_link_sealed';

/** Opens one of the portrait's pictures. */
export function openPicture(
  vault: Vault,
  school: number,
  row: Pick<SubjectRow, 'data_key_wrapped' | 'portrait_id'> & { readonly [K in PictureColumn]?: Buffer },
  column: PictureColumn,
): Buffer {
  const sealed = row[column];
  if (sealed === undefined) throw new Error(`not read: ${column}`);
  const place = { table: 'portrait', column, row: row.portrait_id };
  return vault.cipher(school, row.data_key_wrapped).open(place, sealed);
}
