import type { IntakeMessage, MessageFile, RegisterPupil } from './message.ts';
import { createRegisterIndex } from './register-index.ts';

/** An invented school for the tests: homonyms, twins, siblings of other surnames, custody, no paper ID. */

type Row = Partial<RegisterPupil> & Pick<RegisterPupil, 'id' | 'givenNames' | 'surname' | 'classGroup'>;

export function pupil(row: Row): RegisterPupil {
  return {
    ...{ sex: undefined, bornOn: '2015-05-05', pesel: '15250512345', address: undefined, email: undefined },
    ...{ status: 'pupil', hasObjection: false, paperId: 'valid', guardians: [] },
    ...row,
  };
}

function of(
  name: string,
  email: string,
  rights: 'full' | 'limited' | 'none' = 'full',
): RegisterPupil['guardians'][number] {
  return { name, email, rights };
}

const siblings = [of('Beata Lis', 'beata.lis@dom.example')];
const twins = [of('Ewa Sowińska', 'ewa.s@dom.example'), of('Jacek Sowiński', 'jacek.s@dom.example')];

export const pupils: readonly RegisterPupil[] = [
  pupil({
    id: 'ola',
    givenNames: 'Aleksandra',
    surname: 'Górecka',
    classGroup: '4A',
    sex: 'F',
    guardians: [of('Anna Górecka', 'anna.gorecka@dom.example')],
  }),
  pupil({
    id: 'tomek-4',
    givenNames: 'Tomasz',
    surname: 'Kowal',
    classGroup: '4A',
    sex: 'M',
    address: 'ul. Krótka 5/7, 11-111 Miasto',
    guardians: [of('Maria Kowal', 'maria.kowal@dom.example')],
  }),
  pupil({
    id: 'tomek-7',
    givenNames: 'Tomasz',
    surname: 'Kowal',
    classGroup: '7B',
    sex: 'M',
    address: 'os. Zielone 2/3, 11-111 Miasto',
    guardians: [of('Piotr Kowal', 'piotr.kowal@dom.example')],
  }),
  pupil({
    id: 'twin-a',
    givenNames: 'Kaja',
    surname: 'Sowińska',
    classGroup: '2C',
    sex: 'F',
    guardians: twins,
  }),
  pupil({
    id: 'twin-b',
    givenNames: 'Iga',
    surname: 'Sowińska',
    classGroup: '2C',
    sex: 'F',
    guardians: twins,
  }),
  pupil({
    id: 'damian',
    givenNames: 'Damian',
    surname: 'Zawadzki',
    classGroup: '8B',
    sex: 'M',
    guardians: [of('Jolanta Zawadzka', 'jola.z@dom.example')],
  }),
  pupil({
    id: 'emil',
    givenNames: 'Emil',
    surname: 'Zawadzki',
    classGroup: '8B',
    sex: 'M',
    guardians: [of('Renata Zawadzka', 'renata.z@dom.example')],
  }),
  pupil({
    id: 'emilia',
    givenNames: 'Emilia',
    surname: 'Zawadzka',
    classGroup: '8B',
    sex: 'F',
    guardians: [of('Olga Zawadzka', 'olga.z@dom.example')],
  }),
  pupil({
    id: 'sis',
    givenNames: 'Nina',
    surname: 'Adamczyk',
    classGroup: '3A',
    sex: 'F',
    guardians: siblings,
  }),
  pupil({ id: 'bro', givenNames: 'Borys', surname: 'Lis', classGroup: '6A', sex: 'M', guardians: siblings }),
  pupil({
    id: 'double',
    givenNames: 'Róża',
    surname: 'Święcka-Wąs',
    classGroup: '5B',
    sex: 'F',
    guardians: [of('Adam Wąs', 'adam.was@dom.example')],
  }),
  pupil({
    id: 'ua',
    givenNames: 'Mykhailo',
    surname: 'Hryhorenko',
    classGroup: '6A',
    sex: 'M',
    guardians: [of('Olena Hryhorenko', 'olena.h@dom.example')],
  }),
  pupil({
    id: 'custody',
    givenNames: 'Laura',
    surname: 'Nowicka',
    classGroup: '6A',
    sex: 'F',
    guardians: [
      of('Ida Nowicka', 'ida.n@dom.example'),
      of('Roman Nowicki', 'roman.n@dom.example', 'none'),
      of('Lech Nowicki', 'lech.n@dom.example', 'limited'),
    ],
  }),
  pupil({
    id: 'objection',
    givenNames: 'Tymon',
    surname: 'Rak',
    classGroup: '5A',
    sex: 'M',
    hasObjection: true,
    guardians: [of('Wanda Rak', 'wanda.rak@dom.example')],
  }),
  pupil({
    id: 'paperless',
    givenNames: 'Olaf',
    surname: 'Śliwa',
    classGroup: '2A',
    sex: 'M',
    paperId: 'none',
    guardians: [of('Zofia Śliwa', 'zofia.sliwa@dom.example')],
  }),
  pupil({
    id: 'adult',
    givenNames: 'Igor',
    surname: 'Maj',
    classGroup: '4A LO',
    sex: 'M',
    bornOn: '2007-02-02',
    email: 'igor.maj@uczen.example',
    guardians: [of('Ewa Maj', 'ewa.maj@dom.example')],
  }),
  pupil({
    id: 'young',
    givenNames: 'Jan',
    surname: 'Oset',
    classGroup: '3TI',
    sex: 'M',
    bornOn: '2010-02-02',
    email: 'jan.oset@uczen.example',
    guardians: [of('Jan Oset', 'jan.oset.senior@dom.example')],
  }),
  pupil({
    id: 'celt',
    givenNames: 'Szymon',
    surname: "O'Hara",
    classGroup: '4B',
    sex: 'M',
    guardians: [of("Una O'Hara", 'una@dom.example')],
  }),
  pupil({
    id: 'mazur',
    givenNames: 'Jakub',
    surname: 'Bąk',
    classGroup: '4A',
    sex: 'M',
    guardians: [of('Iwona Bąk', 'iwona.bak@dom.example')],
  }),
  pupil({
    id: 'bakowski',
    givenNames: 'Jakub',
    surname: 'Bączek',
    classGroup: '4B',
    sex: 'M',
    guardians: [of('Daniel Bączek', 'daniel.b@dom.example')],
  }),
  pupil({
    id: 'sept',
    givenNames: 'Gabriela',
    surname: 'Wrzesień',
    classGroup: '6B',
    sex: 'F',
    address: 'ul. Jeziorna 2A, 11-111 Miasto',
    guardians: [of('Danuta Wrzesień', 'danuta.w@dom.example')],
  }),
  pupil({
    id: 'swap',
    givenNames: 'Filip',
    surname: 'Marek',
    classGroup: '8A',
    sex: 'M',
    guardians: [of('Renata Marek', 'renata.marek@dom.example')],
  }),
];

export const school = createRegisterIndex(pupils);

export const jpeg = (name: string, more: Partial<MessageFile> = {}): MessageFile => ({
  name,
  type: 'image/jpeg',
  size: 900_000,
  ...more,
});

/** A letter; whatever is not said is empty. */
export function letter(
  from: string,
  subject: string,
  body: string,
  files: readonly (string | MessageFile)[] = [],
  more: Partial<IntakeMessage> = {},
): IntakeMessage {
  const guardian = pupils.flatMap(({ guardians }) => guardians).find(({ email }) => email === from);
  return {
    channel: 'email',
    from: { name: guardian?.name ?? 'Ktoś', email: from },
    subject,
    body,
    files: files.map((file) => (typeof file === 'string' ? jpeg(file) : file)),
    headers: {},
    openCases: [],
    credentials: [],
    ...more,
  };
}
