/** The school ID credential (docs/rulebook.md): its facts in our words. Wire names live in `school-id-claims.ts`. */

/** Type of the credential (SD-JWT VC 2.2.2.1). A change that old verifiers would misread gets a new number. */
export const schoolIdVct = 'urn:mlegitymacja:school-id:1';

/** A pupil, or a graduate whose card still runs (rules.md V2): two facts, not one. */
export type PupilStatus = 'pupil' | 'graduated';

export type SchoolFacts = {
  readonly name: string;
  readonly shortName: string;
  readonly address: string;
  /** RSPO number, digits. */
  readonly rspo: string;
};

/** What the school states about one pupil. Dates `YYYY-MM-DD`. */
export type SchoolIdFacts = {
  readonly givenNames: string;
  readonly familyName: string;
  readonly bornOn: string;
  /** PESEL; absent where the pupil has none. */
  readonly personalAdministrativeNumber?: string;
  /** One line; absent where the address is protected (rules.md W2). */
  readonly address?: string;
  /** JPEG; the same in every copy of a batch. */
  readonly picture?: Uint8Array;
  /** WebP. */
  readonly pictureLow?: Uint8Array;
  readonly documentNumber: string;
  /** The paper ID's dates (rules.md V5). */
  readonly issuedOn: string;
  readonly validUntil: string;
  readonly pupilStatus: PupilStatus;
  readonly school: SchoolFacts;
  readonly issuingAuthority: string;
};

/** What stands in the clear in one copy. */
export type SchoolIdEnvelope = {
  /** Credential issuer identifier. */
  readonly issuer: string;
  /** When it is minted, epoch seconds; rounded to the day on the wire. */
  readonly mintedAt: number;
  /** Last day of the paper ID, `YYYY-MM-DD`. */
  readonly validUntil: string;
  readonly isDemo: boolean;
  /** By whose authority, in the words a person reads (rules.md W6). */
  readonly authorityNote: string;
  readonly status: { readonly idx: number; readonly uri: string };
};
