import type { LetterLanguage } from './login-letter.ts';

/** What a sender is told at once: only what is true before anybody has read the letter. */
export type Receipt =
  /** An order was opened: its number, whose it is by the given name, the last day of the answer where it counts already. */
  | {
      readonly kind: 'order';
      readonly cases: readonly {
        readonly child: string;
        readonly caseNumber: string;
        readonly dueOn: string | null;
      }[];
    }
  | { readonly kind: 'photo_missing' | 'which_child' | 'loss' | 'read' }
  /** To an address that the register does not know: it confirms nobody (rules.md O4). */
  | { readonly kind: 'unknown' };

type Words = {
  readonly hello: string;
  readonly order: (one: { child: string; caseNumber: string }) => string;
  readonly due: (day: string) => string;
  readonly photo_missing: string;
  readonly which_child: string;
  readonly loss: string;
  readonly read: string;
  readonly unknown: string;
  readonly end: (school: { name: string; phone: string; officeHours: string }) => string;
};

const pl: Words = {
  hello: 'Dzień dobry,',
  order: ({ child, caseNumber }) =>
    `wniosek i zdjęcie (${child}) dotarły do szkoły. Numer sprawy: ${caseNumber}.`,
  due: (day) => `Szkoła odpowie najpóźniej ${day}.`,
  photo_missing:
    'wiadomość dotarła do szkoły. Brakuje zdjęcia: odpowiedz na ten list i dołącz je jako plik JPG. Zdjęcie ma być takie jak do dowodu: twarz z przodu, jasne tło.',
  which_child:
    'wiadomość dotarła do szkoły. Nie wiemy, o które dziecko chodzi: odpowiedz na ten list i napisz imię, nazwisko i klasę.',
  loss: 'zgłoszenie dotarło do szkoły i czeka na początku kolejki. Żeby legitymacja w zgubionym telefonie przestała działać od razu, zawieś ją w portalu albo kodem blokady z pisma ze szkoły.',
  read: 'wiadomość dotarła do szkoły. Sekretariat ją przeczyta i odpowie.',
  unknown:
    'wiadomość dotarła do szkoły. Przeczyta ją sekretariat. Tego adresu nie ma w danych szkoły, więc w tej wiadomości nie podajemy żadnych szczegółów.',
  end: ({ name, phone, officeHours }) => closing(['Sekretariat', name, phone, officeHours]),
};
const en: Words = {
  hello: 'Good morning,',
  order: ({ child, caseNumber }) =>
    `the application and the photo (${child}) have reached the school. Case number: ${caseNumber}.`,
  due: (day) => `The school will answer by ${day}.`,
  photo_missing:
    'your message has reached the school. The photo is missing: answer this letter and attach it as a JPG file. It must be like one for an ID: the face from the front, a bright background.',
  which_child:
    'your message has reached the school. We do not know which child it is about: answer this letter with the name, surname and class.',
  loss: 'your report has reached the school and stands at the top of the queue. To stop the ID in the lost phone at once, suspend it in the portal or with the lock code of the letter from school.',
  read: 'your message has reached the school. The office will read it and answer.',
  unknown:
    "your message has reached the school. The office will read it. This address is not in the school's records, so this message gives no details.",
  end: ({ name, phone, officeHours }) => closing(['School office', name, phone, officeHours]),
};
const uk: Words = {
  hello: 'Добрий день,',
  order: ({ child, caseNumber }) => `заява і фото (${child}) надійшли до школи. Номер справи: ${caseNumber}.`,
  due: (day) => `Школа відповість не пізніше ${day}.`,
  photo_missing:
    'ваше повідомлення надійшло до школи. Бракує фото: дайте відповідь на цей лист і додайте його як файл JPG. Фото має бути як на документ: обличчя спереду, світле тло.',
  which_child:
    'ваше повідомлення надійшло до школи. Ми не знаємо, про яку дитину йдеться: дайте відповідь на цей лист і напишіть ім’я, прізвище та клас.',
  loss: 'ваше повідомлення надійшло до школи і стоїть на початку черги. Щоб посвідчення в загубленому телефоні одразу перестало діяти, призупиніть його на порталі або кодом блокування з листа школи.',
  read: 'ваше повідомлення надійшло до школи. Секретаріат його прочитає і відповість.',
  unknown:
    'ваше повідомлення надійшло до школи. Секретаріат його прочитає. Цієї адреси немає в даних школи, тому подробиць тут немає.',
  end: ({ name, phone, officeHours }) => closing(['Секретаріат', name, phone, officeHours]),
};
const WORDS: Readonly<Record<LetterLanguage, Words>> = { pl, en, uk };
const LOCALES = { pl: 'pl-PL', en: 'en-GB', uk: 'uk-UA' } as const;

function closing(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n');
}

/** A day as people write it. @param day `YYYY-MM-DD` */
function dayText(day: string, language: LetterLanguage): string {
  const options = { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(LOCALES[language], options).format(new Date(`${day}T00:00:00Z`));
}

/** The text of a receipt, in the reader's language. */
export function receiptText(
  receipt: Receipt,
  school: { readonly name: string; readonly phone: string; readonly officeHours: string },
  language: LetterLanguage,
): string {
  const words = WORDS[language];
  const said =
    receipt.kind === 'order'
      ? receipt.cases.flatMap((one) => [
          words.order(one),
          ...(one.dueOn === null ? [] : [words.due(dayText(one.dueOn, language))]),
        ])
      : [words[receipt.kind]];
  return `${words.hello}\n\n${said.join('\n')}\n\n${words.end(school)}\n`;
}
