import type { IntakeMessage, RegisterGuardian, RegisterPupil } from './message.ts';
import { pupil } from './school-fixture.ts';

/** Invented schools and letters by a seed: who is meant is known, how it is written is not. */

export type Random = () => number;

/** Numbers from 0 to below 1 that are the same for the same seed. */
export function createRandom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function pick<Item>(random: Random, items: readonly Item[]): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

/** Nominative, genitive, dative, accusative; then what the child is called, in the genitive. By hand, not by the code. */
type Given = readonly [sex: 'F' | 'M', nom: string, gen: string, dat: string, acc: string, called: string];
const givens: readonly Given[] = [
  ['F', 'Zofia', 'Zofii', 'Zofii', 'Zofię', 'Zosi'],
  ['F', 'Zuzanna', 'Zuzanny', 'Zuzannie', 'Zuzannę', 'Zuzi'],
  ['F', 'Kamila', 'Kamili', 'Kamili', 'Kamilę', 'Kamilki'],
  ['M', 'Kamil', 'Kamila', 'Kamilowi', 'Kamila', 'Kamilka'],
  ['F', 'Emilia', 'Emilii', 'Emilii', 'Emilię', 'Emilki'],
  ['M', 'Emil', 'Emila', 'Emilowi', 'Emila', 'Emilka'],
  ['F', 'Wiktoria', 'Wiktorii', 'Wiktorii', 'Wiktorię', 'Wiki'],
  ['M', 'Wiktor', 'Wiktora', 'Wiktorowi', 'Wiktora', 'Wiktorka'],
  ['F', 'Julia', 'Julii', 'Julii', 'Julię', 'Julki'],
  ['M', 'Julian', 'Juliana', 'Julianowi', 'Juliana', 'Julka'],
  ['M', 'Jan', 'Jana', 'Janowi', 'Jana', 'Jasia'],
  ['F', 'Janina', 'Janiny', 'Janinie', 'Janinę', 'Janki'],
  ['M', 'Stanisław', 'Stanisława', 'Stanisławowi', 'Stanisława', 'Stasia'],
  ['M', 'Jakub', 'Jakuba', 'Jakubowi', 'Jakuba', 'Kuby'],
  ['M', 'Kacper', 'Kacpra', 'Kacprowi', 'Kacpra', 'Kacperka'],
  ['M', 'Paweł', 'Pawła', 'Pawłowi', 'Pawła', 'Pawełka'],
  ['M', 'Antoni', 'Antoniego', 'Antoniemu', 'Antoniego', 'Antosia'],
  ['M', 'Mikołaj', 'Mikołaja', 'Mikołajowi', 'Mikołaja', 'Mikołajka'],
  ['F', 'Łucja', 'Łucji', 'Łucji', 'Łucję', 'Łusi'],
  ['F', 'Małgorzata', 'Małgorzaty', 'Małgorzacie', 'Małgorzatę', 'Gosi'],
  ['F', 'Hanna', 'Hanny', 'Hannie', 'Hannę', 'Hani'],
  ['F', 'Anna', 'Anny', 'Annie', 'Annę', 'Ani'],
  ['F', 'Maja', 'Mai', 'Mai', 'Maję', 'Majki'],
  ['F', 'Kaja', 'Kai', 'Kai', 'Kaję', 'Kajki'],
  ['M', 'Michał', 'Michała', 'Michałowi', 'Michała', 'Michałka'],
  ['M', 'Franciszek', 'Franciszka', 'Franciszkowi', 'Franciszka', 'Franka'],
  ['F', 'Franciszka', 'Franciszki', 'Franciszce', 'Franciszkę', 'Frani'],
  ['M', 'Bartosz', 'Bartosza', 'Bartoszowi', 'Bartosza', 'Bartka'],
];

type Cases = readonly [nom: string, gen: string, dat: string, acc: string];
type Surname = readonly [man: Cases, woman: Cases];
const surnames: readonly Surname[] = [
  [
    ['Nowak', 'Nowaka', 'Nowakowi', 'Nowaka'],
    ['Nowak', 'Nowak', 'Nowak', 'Nowak'],
  ],
  [
    ['Nowakowski', 'Nowakowskiego', 'Nowakowskiemu', 'Nowakowskiego'],
    ['Nowakowska', 'Nowakowskiej', 'Nowakowskiej', 'Nowakowską'],
  ],
  [
    ['Wiśniewski', 'Wiśniewskiego', 'Wiśniewskiemu', 'Wiśniewskiego'],
    ['Wiśniewska', 'Wiśniewskiej', 'Wiśniewskiej', 'Wiśniewską'],
  ],
  [
    ['Mazur', 'Mazura', 'Mazurowi', 'Mazura'],
    ['Mazur', 'Mazur', 'Mazur', 'Mazur'],
  ],
  [
    ['Mazurek', 'Mazurka', 'Mazurkowi', 'Mazurka'],
    ['Mazurek', 'Mazurek', 'Mazurek', 'Mazurek'],
  ],
  [
    ['Wójcik', 'Wójcika', 'Wójcikowi', 'Wójcika'],
    ['Wójcik', 'Wójcik', 'Wójcik', 'Wójcik'],
  ],
  [
    ['Źrebiec', 'Źrebca', 'Źrebcowi', 'Źrebca'],
    ['Źrebiec', 'Źrebiec', 'Źrebiec', 'Źrebiec'],
  ],
  [
    ['Sikora', 'Sikory', 'Sikorze', 'Sikorę'],
    ['Sikora', 'Sikory', 'Sikorze', 'Sikorę'],
  ],
  [
    ['Zięba', 'Zięby', 'Ziębie', 'Ziębę'],
    ['Zięba', 'Zięby', 'Ziębie', 'Ziębę'],
  ],
  [
    ['Szczęsny', 'Szczęsnego', 'Szczęsnemu', 'Szczęsnego'],
    ['Szczęsna', 'Szczęsnej', 'Szczęsnej', 'Szczęsną'],
  ],
  [
    ['Fredro', 'Fredry', 'Fredrze', 'Fredrę'],
    ['Fredro', 'Fredro', 'Fredro', 'Fredro'],
  ],
  [
    ['Bartosz', 'Bartosza', 'Bartoszowi', 'Bartosza'],
    ['Bartosz', 'Bartosz', 'Bartosz', 'Bartosz'],
  ],
  [
    ['Marek', 'Marka', 'Markowi', 'Marka'],
    ['Marek', 'Marek', 'Marek', 'Marek'],
  ],
  [
    ['Wrzesień', 'Września', 'Wrześniowi', 'Września'],
    ['Wrzesień', 'Wrzesień', 'Wrzesień', 'Wrzesień'],
  ],
  [
    ['Kozieł', 'Kozła', 'Kozłowi', 'Kozła'],
    ['Kozieł', 'Kozieł', 'Kozieł', 'Kozieł'],
  ],
  [
    ['Głowacki', 'Głowackiego', 'Głowackiemu', 'Głowackiego'],
    ['Głowacka', 'Głowackiej', 'Głowackiej', 'Głowacką'],
  ],
];

/** A child of a generated school with the words in which letters speak of it. */
export type Child = {
  readonly pupil: RegisterPupil;
  readonly given: Given;
  readonly surnames: readonly Cases[];
  readonly family: number;
};
export type School = { readonly name: string; readonly children: readonly Child[] };

const CASES = { nom: 0, gen: 1, dat: 2, acc: 3 } as const;
type Case = keyof typeof CASES;

function surnameOf({ surnames: parts }: Pick<Child, 'surnames'>, form: Case): string {
  return parts.map((cases) => cases[CASES[form]] ?? '').join('-');
}

function guardiansOf(random: Random, name: string, family: number, cases: Surname): RegisterGuardian[] {
  const mother = {
    name: `${pick(random, ['Ewa', 'Maria', 'Olga', 'Anna'])} ${cases[1][0]}`,
    email: `m${family}@${name}.example`,
    rights: 'full',
  } as const;
  const father = {
    name: `${pick(random, ['Jan', 'Piotr', 'Adam', 'Kamil'])} ${cases[0][0]}`,
    email: `o${family}@${name}.example`,
    rights: pick(random, ['full', 'full', 'limited', 'none'] as const),
  };
  return [mother, father];
}

/** A school of families with one to three children; few names, so that many are called the same. */
export function createSchool(random: Random, name: string, families: number): School {
  const children: Child[] = [];
  for (let family = 0; family < families; family += 1) {
    const cases = pick(random, surnames);
    const guardians = guardiansOf(random, name, family, cases);
    const called = new Set<string>();
    for (let many = pick(random, [1, 1, 1, 2, 2, 3]); many > 0; many -= 1) {
      const given = pick(random, givens);
      if (called.has(given[1])) continue;
      called.add(given[1]);
      const own =
        random() < 0.15
          ? [cases, pick(random, surnames)]
          : random() < 0.1
            ? [pick(random, surnames)]
            : [cases];
      const parts = own.map((one) => one[given[0] === 'M' ? 0 : 1]);
      const classGroup = `${pick(random, [1, 2, 3, 4, 5, 6, 7, 8])}${pick(random, ['A', 'B', 'C'])}`;
      children.push({
        given,
        surnames: parts,
        family,
        pupil: pupil({
          id: `${name}-${children.length}`,
          givenNames: given[1],
          surname: surnameOf({ surnames: parts }, 'nom'),
          classGroup,
          sex: given[0],
          guardians,
        }),
      });
    }
  }
  return { name, children };
}

const page =
  (name: string) =>
  (text: string): string =>
    new TextDecoder(name).decode(new TextEncoder().encode(text));
const withoutMarks = (text: string): string =>
  text
    .replace(/[łŁ]/g, (l) => (l === 'ł' ? 'l' : 'L'))
    .normalize('NFD')
    .replace(/\p{M}/gu, '');
/** What happens to a text on its way. */
const journeys: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text,
  (text) => text.normalize('NFD'),
  withoutMarks,
  (text) => withoutMarks(text).toLowerCase(),
  (text) => text.toUpperCase(),
  page('windows-1252'),
  page('windows-1250'),
  page('iso-8859-2'),
  (text) =>
    [...new TextEncoder().encode(text)]
      .map((byte) => (byte > 127 ? `=${byte.toString(16).toUpperCase()}` : String.fromCharCode(byte)))
      .join(''),
  (text) => text.replace(/[ąćęłńóśźżŁŚŹŻ]/g, '\ufffd'),
];

function writeName(random: Random, child: Child, form: Case, isCalled: boolean): string {
  const given = form === 'gen' && isCalled ? child.given[5] : (child.given[CASES[form] + 1] as string);
  const surname = surnameOf(child, form);
  // Many a parent does not inflect the surname, or writes it first.
  const way = random();
  if (way < 0.1 && form === 'nom') return `${surname} ${given}`;
  return way < 0.2 ? `${given} ${surnameOf(child, 'nom')}` : `${given} ${surname}`;
}

const romans = ['', 'I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII'];
const ordinals = ['', 'pierwsza', 'druga', 'trzecia', 'czwarta', 'piąta', 'szósta', 'siódma', 'ósma'];

function writeClass(random: Random, { classGroup = '1A' }: RegisterPupil): string {
  const [level, letter] = [Number(classGroup[0]), (classGroup[1] ?? '').toLowerCase()];
  return pick(random, [
    `${level}${letter}`,
    `${level} ${letter.toUpperCase()}`,
    `kl. ${romans[level]} ${letter}`,
    `klasa ${level}${letter}`,
    `${romans[level]}${letter}`,
    `${level} "${letter}"`,
    `klasa ${ordinals[level]} ${letter}`,
  ]);
}

/** A letter, whom it means, and whether a draft must not come of it. */
export type Written = {
  readonly message: IntakeMessage;
  readonly meant: readonly Child[];
  readonly isNoOrder: boolean;
};

function nameLine(random: Random, child: Child): string {
  const ways: readonly (() => string)[] = [
    () => `Proszę o mLegitymację dla ${writeName(random, child, 'gen', random() < 0.3)}`,
    () => `Przesyłam zdjęcie ${writeName(random, child, 'gen', random() < 0.3)}`,
    () => writeName(random, child, 'nom', false),
    () => `Proszę wydać mLegitymację ${writeName(random, child, 'dat', false)}`,
    () => `Zamawiam mLegitymację na: ${writeName(random, child, 'nom', false)}`,
    () => `Dzień dobry, załączam fotografię, ${writeName(random, child, 'nom', false)}`,
  ];
  return pick(random, ways)();
}

/** A parent of others; a namesake's parent would mean the own child. */
function strangerTo(random: Random, school: School, child: Child): Child {
  const isNamesake = (one: Child): boolean =>
    one.pupil.givenNames === child.pupil.givenNames &&
    one.surnames.some(([nom]) => child.surnames.some((own) => own[0] === nom));
  const others = school.children.filter(
    ({ family }) => !school.children.some((one) => one.family === family && isNamesake(one)),
  );
  return pick(random, others.length > 0 ? others : [child]);
}

type Parts = {
  readonly sender: RegisterGuardian;
  readonly subject: string;
  readonly body: string;
  readonly files: readonly string[];
};

function letterOf(random: Random, { sender, subject, body, files }: Parts): IntakeMessage {
  const journey = pick(random, journeys);
  return {
    channel: 'email',
    from: { name: sender.name, email: sender.email ?? '' },
    subject: journey(subject),
    body: journey(body),
    files: files.map((name) => ({ name: journey(name), type: 'image/jpeg', size: 900_000 })),
    headers: {},
    openCases: [],
    credentials: [],
  };
}

function fileNameOf(random: Random, child: Child): string {
  const plain = withoutMarks(child.given[1]).toLowerCase();
  return pick(random, [
    'IMG_1234.jpg',
    'zdjecie.jpg',
    `${writeName(random, child, 'nom', false)}.jpg`,
    `${plain}.jpg`,
  ]);
}

/** About one child: by its parent, by somebody else’s, by a stranger. Who does not say whose child means the own one. */
function writeOne(random: Random, school: School): Written {
  const child = pick(random, school.children);
  const kind = random();
  const nobody = { name: 'Ktoś Inny', email: 'ktos@inny.example', rights: 'none' } as const;
  const other = kind < 0.9 ? pick(random, strangerTo(random, school, child).pupil.guardians) : nobody;
  const sender = kind < 0.75 ? pick(random, child.pupil.guardians) : other;
  const isOwn = child.pupil.guardians.some(({ email }) => email === sender.email);
  const classText = random() < 0.6 ? ` ${writeClass(random, child.pupil)}` : '';
  const isNamed = !isOwn || random() < 0.85;
  const unnamed = `Proszę o mLegitymację dla ${child.given[0] === 'F' ? 'córki' : 'syna'}${classText && `,${classText}`}`;
  const line = isNamed ? `${nameLine(random, child)}${classText}` : unnamed;
  const subject = random() < 0.3 ? `mLegitymacja ${writeName(random, child, 'nom', false)}` : 'mLegitymacja';
  const files = [fileNameOf(random, child)];
  const body = `${line}${random() < 0.5 ? `\n\nPozdrawiam\n${sender.name}` : ''}`;
  const message = letterOf(random, { sender, subject, body, files });
  return { message, meant: [child], isNoOrder: !isOwn || sender.rights !== 'full' };
}

/** About all children of a family, each with a picture that says whose it is. */
function writeFamily(random: Random, school: School): Written {
  const { family, pupil: first } = pick(random, school.children);
  const meant = school.children.filter((one) => one.family === family);
  const sender = pick(random, first.guardians);
  const body = meant
    .map((child) => `${writeName(random, child, 'nom', false)} ${writeClass(random, child.pupil)}`)
    .join('\n');
  const files = meant.map((child) => `${writeName(random, child, 'nom', false)}.jpg`);
  const message = letterOf(random, { sender, subject: 'mLegitymacje', body, files });
  return { message, meant, isNoOrder: sender.rights !== 'full' };
}

/** About a brother or sister whom the school does not have, of the same surname. */
function writeAbsent(random: Random, school: School): Written {
  const known = pick(random, school.children);
  const family = school.children.filter((one) => one.family === known.family);
  const borne = new Set(family.map((one) => one.given[1]));
  const given = pick(
    random,
    givens.filter(([, nom]) => !borne.has(nom)),
  );
  const woman = surnames.find(([man, other]) => [man[0], other[0]].includes(known.surnames[0]?.[0] ?? ''));
  const child: Child = {
    ...known,
    given,
    surnames: woman ? [woman[given[0] === 'M' ? 0 : 1]] : known.surnames,
  };
  // „Kamila” of Kamil is a sister’s name: a letter that says both is not absurd, only unanswerable.
  const isNear = family.some((one) => one.given[1].slice(0, 3) === given[1].slice(0, 3));
  const body = `${nameLine(random, isNear ? known : child)} ${writeClass(random, known.pupil)}`;
  const sender = pick(random, known.pupil.guardians);
  const message = letterOf(random, { sender, subject: 'mLegitymacja', body, files: ['IMG_1234.jpg'] });
  return { message, meant: isNear ? [known] : [], isNoOrder: !isNear || sender.rights !== 'full' };
}

/** An answer under a quoted letter that names a classmate, or that names a parent’s other child. */
function writeReply(random: Random, school: School): Written {
  const written = writeOne(random, school);
  const other = pick(random, school.children);
  const quote = `\n\nW dniu 12.09.2026 o 10:00 Sekretariat napisał(a):\n> Prosimy o zdjęcie: ${writeName(random, other, 'nom', false)}, ${writeClass(random, other.pupil)}`;
  return {
    ...written,
    message: { ...written.message, subject: 'Re: mLegitymacja', body: `${written.message.body}${quote}` },
  };
}

/** A letter as somebody may write it to a school: whom it means is known, how it is written is not. */
export function writeLetter(random: Random, school: School): Written {
  const kind = random();
  if (kind < 0.6) return writeOne(random, school);
  if (kind < 0.75) return writeFamily(random, school);
  return kind < 0.87 ? writeReply(random, school) : writeAbsent(random, school);
}
