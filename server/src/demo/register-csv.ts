import type { DemoPupil } from './demo-pupil.ts';

const HEADER = [
  ...['id', 'imiona', 'nazwisko', 'data urodzenia', 'pesel', 'rodzaj dokumentu', 'kraj', 'numer dokumentu'],
  ...['klasa', 'adres', 'rodzaj legitymacji', 'numer legitymacji', 'data wydania', 'ważna do'],
  ...['opiekun', 'e-mail opiekuna'],
];

/** The pupils as a school would send them: the register's CSV of design.md section 6, UTF-8. */
export function toRegisterCsv(pupils: readonly DemoPupil[]): Uint8Array {
  const lines = [HEADER, ...pupils.map(toCells)].map((cells) => cells.join(';'));
  return new TextEncoder().encode(`${lines.join('\r\n')}\r\n`);
}

function toCells(pupil: DemoPupil): string[] {
  const { personalId, paperId, guardian } = pupil;
  const person =
    'pesel' in personalId
      ? [personalId.pesel, '', '', '']
      : ['', 'paszport', personalId.country, personalId.passport];
  return [
    ...[pupil.externalId, pupil.givenNames, pupil.surname, pupil.bornOn],
    ...person,
    ...[pupil.classGroup, pupil.address],
    ...(paperId ? [paperId.kind, paperId.number, paperId.issuedOn, paperId.validUntil] : ['', '', '', '']),
    ...[guardian?.name ?? '', guardian?.email ?? ''],
  ];
}
