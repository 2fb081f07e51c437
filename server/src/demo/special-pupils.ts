import { type DemoCase, ordered, withoutPaperId, withoutPortrait } from './cases.ts';
import type { DemoGuardian } from './demo-pupil.ts';

/** A pupil whose name and story are written out, because somebody looks for it. */
export type SpecialPupil = {
  readonly classGroup: string;
  readonly givenNames: string;
  readonly surname: string;
  readonly isGirl: boolean;
  /** Number of a foreign passport of a pupil without a PESEL. */
  readonly passport?: string;
  readonly guardian: DemoGuardian;
  readonly played: DemoCase;
};

const toOrder: DemoCase = { paperId: 'valid', order: undefined };
const magda: DemoGuardian = { name: 'Magdalena Lis', email: 'magdalena.lis@rodzice.example' };

export const specialPupils: readonly SpecialPupil[] = [
  {
    classGroup: '4a',
    givenNames: 'Zuzanna',
    surname: 'Nowak',
    isGirl: true,
    guardian: { name: 'Anna Nowak', email: 'anna.nowak@rodzice.example' },
    played: toOrder,
  },
  // Two pupils of one name in one class: the wrong one is the worst error of all.
  {
    classGroup: '4a',
    givenNames: 'Jan',
    surname: 'Kowalski',
    isGirl: false,
    guardian: { name: 'Katarzyna Kowalska', email: 'katarzyna.kowalska@rodzice.example' },
    played: ordered('nothing', 2),
  },
  {
    classGroup: '4a',
    givenNames: 'Jan',
    surname: 'Kowalski',
    isGirl: false,
    guardian: { name: 'Michał Kowalski', email: 'michal.kowalski@rodzice.example' },
    played: withoutPortrait(3, 'portal'),
  },
  {
    classGroup: '4a',
    givenNames: 'Kacper',
    surname: 'Sowa',
    isGirl: false,
    guardian: { name: 'Ewa Sowa', email: 'ewa.sowa@rodzice.example' },
    played: ordered('refuse_portrait', 4),
  },
  {
    classGroup: '4b',
    givenNames: 'Tymoteusz',
    surname: 'Lis',
    isGirl: false,
    guardian: magda,
    played: toOrder,
  },
  {
    classGroup: '1a',
    givenNames: 'Jadwiga',
    surname: 'Lis',
    isGirl: true,
    guardian: magda,
    played: ordered('approve', 3),
  },
  {
    classGroup: '5a',
    givenNames: 'Oliwia',
    surname: 'Zając',
    isGirl: true,
    guardian: { name: 'Piotr Zając', email: 'piotr.zajac@rodzice.example' },
    played: ordered('issue', 6),
  },
  {
    classGroup: '2a',
    givenNames: 'Maja',
    surname: 'Bąk',
    isGirl: true,
    guardian: { name: 'Joanna Bąk', email: 'joanna.bak@rodzice.example' },
    played: withoutPaperId(3),
  },
  {
    classGroup: '7a',
    givenNames: 'Filip',
    surname: 'Kruk',
    isGirl: false,
    guardian: { name: 'Dorota Kruk', email: 'dorota.kruk@rodzice.example' },
    played: ordered('nothing', 'due_soon'),
  },
  {
    classGroup: '6a',
    givenNames: 'Maksym',
    surname: 'Shevchuk',
    isGirl: false,
    passport: 'FX000001',
    guardian: { name: 'Oksana Shevchuk', email: 'oksana.shevchuk@rodzice.example' },
    played: ordered('issue', 5),
  },
  {
    classGroup: '3a',
    givenNames: 'Софія',
    surname: 'Мельник',
    isGirl: true,
    guardian: { name: 'Олена Мельник', email: 'olena.melnyk@rodzice.example' },
    played: ordered('nothing', 1),
  },
  {
    classGroup: '8a',
    givenNames: 'Aleksandra Wiktoria',
    surname: 'Brzęczyszczykiewicz-Konstantynopolska',
    isGirl: true,
    guardian: { name: 'Urszula Brzęczyszczykiewicz', email: 'urszula.brzeczyszczykiewicz@rodzice.example' },
    played: ordered('issue', 7),
  },
  {
    classGroup: '8a',
    givenNames: 'Ludwik',
    surname: 'Bocian',
    isGirl: false,
    guardian: { name: 'Robert Bocian', email: 'robert.bocian@rodzice.example' },
    played: { paperId: 'expired', order: undefined },
  },
];

/** Guardians whose log-ins the demo prints, in this order: the journey's parent first. */
export const shownGuardians: readonly string[] = [
  'anna.nowak@rodzice.example',
  'magdalena.lis@rodzice.example',
  'piotr.zajac@rodzice.example',
  'dorota.kruk@rodzice.example',
  'ewa.sowa@rodzice.example',
  'joanna.bak@rodzice.example',
  'oksana.shevchuk@rodzice.example',
  'robert.bocian@rodzice.example',
  'tomasz.kruk@rodzice.example',
];

/** What the office enters by hand, because the register's file has no column for it. */
export const correctedGuardians = [
  {
    child: ['Filip', 'Kruk'],
    guardian: { name: 'Tomasz Kruk', email: 'tomasz.kruk@rodzice.example', rights: 'limited' },
  },
  {
    child: ['Maksym', 'Shevchuk'],
    guardian: {
      name: 'Oksana Shevchuk',
      email: 'oksana.shevchuk@rodzice.example',
      language: 'uk',
      rights: 'full',
    },
  },
  {
    child: ['Софія', 'Мельник'],
    guardian: {
      name: 'Олена Мельник',
      email: 'olena.melnyk@rodzice.example',
      language: 'uk',
      rights: 'full',
    },
  },
] as const;
