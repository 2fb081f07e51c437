import type { MobileId, Offer } from '@mleg/contract/common';
import type { Child } from '@mleg/contract/guardian';

/** An invented child for the tests: nothing ordered yet. */
export function makeChild(parts: Partial<Child> = {}): Child {
  return {
    pupilId: 'pupil-1',
    givenNames: 'Bożena',
    surname: 'Wymyślona',
    classGroup: '4a',
    birthDate: '2016-07-06',
    school: {
      rspo: '900001',
      name: 'Szkoła Podstawowa im. Hugona Kołłątaja w Przykładowie',
      shortName: 'SP Przykładowo',
      address: 'ul. Szkolna 1, 99-999 Przykładowo',
      phone: '00 000 00 00',
      officeHours: 'pon.–pt. 7.30–15.30',
    },
    authorityNote: 'Tę legitymację wydaje szkoła.',
    paperId: { number: '123/2026', validUntil: '2027-09-30', valid: true },
    portrait: null,
    order: null,
    mayOrder: true,
    orderDoors: ['journal', 'mailbox', 'paper'],
    objectionBasis: false,
    codeReady: false,
    codeStop: null,
    onePhoneOnly: true,
    mobileIds: [],
    deadlineWorkingDays: 7,
    objection: false,
    objectionToDecide: false,
    mayWithdrawObjection: true,
    ...parts,
  };
}

/** An order of the child above, complete by default. */
export function makeOrder(parts: Partial<NonNullable<Child['order']>> = {}): NonNullable<Child['order']> {
  return {
    id: 'order-1',
    caseNumber: '2026/0412',
    state: 'to_check',
    missing: [],
    dueOn: '2026-12-01',
    refusal: null,
    ...parts,
  };
}

/** A phone with an active ID. */
export function makePhone(parts: Partial<MobileId> = {}): MobileId {
  return {
    id: 'phone-1',
    state: 'active',
    validUntil: '2027-09-30',
    activatedAt: '2026-11-20T10:00:00Z',
    activatedBy: 'guardian',
    deviceNumber: 1,
    suspendedBy: null,
    reason: null,
    ...parts,
  };
}

/** The n-th code that is taken. */
export function makeOffer(number: number, expiresAt: string): Offer {
  const uri = encodeURIComponent(`http://localhost/oid4vci/offers/1.${'A'.repeat(21)}${number % 10}`);
  return {
    id: `offer-${number}`,
    credentialOffer: `openid-credential-offer://?credential_offer_uri=${uri}`,
    walletLink: `http://localhost:1/add#credential_offer_uri=${uri}`,
    typedCode: 'GG8V-VG13-3NTD',
    txCode: String(12_345_670 + number),
    lockCode: 'J17B-J50G-5PFD',
    expiresAt,
    qrSvg: '<svg/>',
    letterUrl: null,
  };
}
