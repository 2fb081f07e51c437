import type { DemoCase } from './cases.ts';

/** A pupil of the demo's register file, and the story that is played with it. */
export type DemoPupil = {
  readonly externalId: string;
  readonly givenNames: string;
  readonly surname: string;
  readonly bornOn: string;
  /** A PESEL, or a passport. */
  readonly personalId: { readonly pesel: string } | { readonly country: string; readonly passport: string };
  readonly classGroup: string;
  readonly address: string;
  readonly paperId: DemoPaperId | undefined;
  readonly guardian: DemoGuardian | undefined;
  readonly played: DemoCase;
};

export type DemoPaperId = {
  readonly kind: 'karta' | 'książeczka';
  readonly number: string;
  readonly issuedOn: string;
  readonly validUntil: string;
};
export type DemoGuardian = { readonly name: string; readonly email: string | undefined };
