import type { DemoPupil } from './demo-pupil.ts';

/** A letter of the demo; `face` is drawn and attached under the name that the parent gave it. */
export type DemoLetter = {
  readonly from: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly face?: { readonly seed: number; readonly file: string };
};

/** A pupil who has ordered nothing yet, whose parent has an address: the n-th of the list. */
function toOrder(pupils: readonly DemoPupil[]): readonly (DemoPupil & Addressed)[] {
  return pupils.filter(
    (one): one is DemoPupil & Addressed =>
      one.played.order === undefined &&
      one.paperId !== undefined &&
      one.guardian?.email?.startsWith('rodzic') === true,
  );
}
type Addressed = { readonly guardian: { readonly name: string; readonly email: string } };

const plain = (text: string): string =>
  text.normalize('NFKD').replace(/\p{M}/gu, '').replaceAll('ł', 'l').replaceAll('Ł', 'L');
const fromOf = ({ guardian }: Addressed): DemoLetter['from'] => ({
  name: guardian.name,
  address: guardian.email,
});

/** What lies in the demo's mailbox at the start: by the book and not, urgent, foreign, of nobody and of no concern to us. */
export function demoLetters(pupils: readonly DemoPupil[]): DemoLetter[] {
  const [a, b, c, d, e, f] = toOrder(pupils);
  if (!a || !b || !c || !d || !e || !f) return [];
  const name = (one: DemoPupil): string => `${one.givenNames} ${one.surname}`;
  return [
    {
      from: fromOf(a),
      subject: 'mLegitymacja',
      text: `Dzień dobry,\nw załączeniu przesyłam zdjęcie do mLegitymacji: ${name(a)}, klasa ${a.classGroup}.\n\nPozdrawiam\n${a.guardian.name}\n`,
      face: { seed: 901, file: `${a.givenNames}_${a.surname}_${a.classGroup}.jpg` },
    },
    {
      from: fromOf(b),
      subject: plain(`mlegitymacja ${name(b).toLowerCase()} ${b.classGroup}`),
      text: 'Witam, przesylam zdjecie do legitymacji w telefonie. pozdrawiam\n',
      face: { seed: 902, file: plain(`${b.surname} ${b.givenNames}.jpg`) },
    },
    {
      from: fromOf(c),
      subject: 'Legitymacja szkolna w telefonie',
      text: `Proszę o mLegitymację dla dziecka: ${name(c)}, ${c.classGroup}. Czy trzeba coś dosłać?\n`,
    },
    {
      from: { name: 'jan', address: 'jan.k1985@poczta.example' },
      subject: 'zdjęcie do legitymacji',
      text: 'w załączniku\n\nWysłane z telefonu\n',
      face: { seed: 904, file: 'IMG_20261130_184512.jpg' },
    },
    {
      from: { name: 'Magdalena Lis', address: 'magdalena.lis@rodzice.example' },
      subject: 'mLegitymacja – Tymek i Jadzia',
      text: 'Dzień dobry, wysyłam zdjęcie Tymka z 4b, a zdjęcie Jadzi z 1a już Państwo mają. Proszę o kody dla obojga.\n\nM. Lis\n',
      face: { seed: 905, file: 'Tymoteusz Lis 4b.jpg' },
    },
    {
      from: { name: 'Dorota Kruk', address: 'dorota.kruk@rodzice.example' },
      subject: 'PILNE telefon skradziony',
      text: 'Dzień dobry, Filipowi Krukowi z 7a skradziono telefon z mLegitymacją. Proszę o zablokowanie legitymacji.\nDorota Kruk\n',
    },
    {
      from: { name: 'Олена Мельник', address: 'olena.melnyk@rodzice.example' },
      subject: 'Посвідчення для Софії, 3а',
      text: 'Добрий день! Прошу зробити учнівське посвідчення в телефоні для доньки Софії Мельник, 3-А клас. Фото вже надіслала раніше.\n',
    },
    {
      from: fromOf(d),
      subject: 'pytanie o mLegitymację',
      text: 'Dzień dobry, czy mLegitymacja działa w pociągu, gdy telefon nie ma internetu? I czy muszę składać wniosek co roku?\n',
    },
    {
      from: fromOf(e),
      subject: 'mLegitymacja',
      text: `Przesyłam zdjęcie syna/córki: ${name(e)} z klasy ${e.classGroup === '8a' ? '7b' : '8a'}.\n`,
      face: { seed: 909, file: 'zdjecie.jpg' },
    },
    {
      from: fromOf(f),
      subject: 'Odpowiedź automatyczna: mLegitymacja',
      text: 'Jestem na urlopie do 7 grudnia. Odpowiem po powrocie.\n',
      headers: { 'Auto-Submitted': 'auto-replied' },
    },
    {
      from: { name: 'Hurtownia Papier', address: 'oferta@hurtownia-papier.example' },
      subject: 'Oferta na papier ksero – grudzień',
      text: 'Szanowni Państwo, przesyłamy cennik papieru na grudzień.\n',
    },
    {
      from: { name: 'Joanna Bąk', address: 'joanna.bak@rodzice.example' },
      subject: 'rezygnacja',
      text: 'Dzień dobry, rezygnujemy z mLegitymacji dla Mai Bąk z 2a. Proszę o unieważnienie wniosku.\nJoanna Bąk\n',
    },
  ];
}
