/** Words of the activation letter. Kept here and not with the screens': a letter is set by the server alone. */
export type LetterText = {
  readonly title: string;
  readonly forWhom: string;
  readonly steps: readonly string[];
  readonly txCode: string;
  readonly typedCode: string;
  readonly lockCode: string;
  readonly lockHint: string;
  readonly validUntil: string;
  readonly noApp: string;
  readonly contact: string;
  readonly authority: string;
  readonly demo: string;
  readonly printedOn: string;
  readonly qr: string;
  /** Where the font has no glyph for a letter of a name. */
  readonly lacking: string;
};

export const letterTexts: Readonly<Record<'pl' | 'en' | 'uk', LetterText>> = {
  pl: {
    title: 'mLegitymacja – kod do dodania na telefon',
    forWhom: 'Dla:',
    steps: [
      'Zeskanuj kod QR aparatem telefonu. Otworzy się aplikacja „Legitymacja”.',
      'Na iPhonie najpierw dodaj ją do ekranu początkowego i otwórz z ikony.',
      'Wpisz kod aktywacyjny (hasło) z tego listu.',
      'Sprawdź, czy to właściwa osoba, i dodaj legitymację do telefonu.',
    ],
    txCode: 'Kod aktywacyjny (hasło)',
    typedCode: 'Kod zamiast QR (gdy aparat nie działa)',
    lockCode: 'Kod blokady – zachowaj go',
    lockHint:
      'Gdy telefon zginie, wpisz go w portalu rodzica na stronie „Zablokuj legitymację”. Działa bez logowania, w dzień i w nocy:',
    validUntil: 'Kod jest ważny do',
    noApp: 'Adres aplikacji:',
    contact: 'Sekretariat:',
    authority:
      'Tę legitymację wydaje szkoła. Nie jest dokumentem w mObywatelu – przewoźnik może jej nie uznać. Miej przy sobie także tradycyjną legitymację.',
    demo: 'WERSJA POKAZOWA – DANE ZMYŚLONE',
    printedOn: 'Wydrukowano:',
    qr: 'Kod QR do dodania legitymacji; zamiast niego można wpisać kod stojący obok.',
    lacking:
      'Znak [?] zastępuje literę, której nie ma w czcionce tego wydruku. W rejestrze szkoły i w legitymacji imię i nazwisko są pełne.',
  },
  en: {
    title: 'School ID – the code to add it to a phone',
    forWhom: 'For:',
    steps: [
      'Scan the QR code with the phone’s camera. The app “Legitymacja” opens.',
      'On an iPhone first add it to the Home Screen and open it from its icon.',
      'Type the activation code (password) from this letter.',
      'Check that it is the right person and add the ID to the phone.',
    ],
    txCode: 'Activation code (password)',
    typedCode: 'Code instead of the QR (if the camera fails)',
    lockCode: 'Lock code – keep it',
    lockHint:
      'If the phone is lost, type it on the page “Lock the ID” of the parents’ portal. It works without logging in, day and night:',
    validUntil: 'The code is valid until',
    noApp: 'Address of the app:',
    contact: 'School office:',
    authority:
      'This ID is issued by the school. It is not a document in mObywatel – a carrier may refuse it. Carry the traditional ID too.',
    demo: 'DEMONSTRATION – MADE-UP DATA',
    printedOn: 'Printed on:',
    qr: 'QR code for adding the ID; the code beside it can be typed instead.',
    lacking:
      'The sign [?] stands for a letter that this print’s typeface lacks. The school’s register and the ID have the full name.',
  },
  uk: {
    title: 'Учнівське посвідчення – код для додавання до телефону',
    forWhom: 'Для:',
    steps: [
      'Відскануйте QR-код камерою телефону. Відкриється застосунок «Legitymacja».',
      'На iPhone спершу додайте його на початковий екран і відкрийте з іконки.',
      'Введіть код активації (пароль) з цього листа.',
      'Перевірте, чи це та особа, і додайте посвідчення до телефону.',
    ],
    txCode: 'Код активації (пароль)',
    typedCode: 'Код замість QR (якщо камера не працює)',
    lockCode: 'Код блокування – збережіть його',
    lockHint:
      'Якщо телефон загублено, введіть його на порталі для батьків, на сторінці «Заблокувати посвідчення». Діє без входу, вдень і вночі:',
    validUntil: 'Код дійсний до',
    noApp: 'Адреса застосунку:',
    contact: 'Секретаріат:',
    authority:
      'Це посвідчення видає школа. Це не документ у mObywatel – перевізник може його не визнати. Майте при собі також традиційне посвідчення.',
    demo: 'ДЕМОНСТРАЦІЯ – ВИГАДАНІ ДАНІ',
    printedOn: 'Надруковано:',
    qr: 'QR-код для додавання посвідчення; замість нього можна ввести код поруч.',
    lacking:
      'Знак [?] замінює літеру, якої немає в шрифті цього друку. У реєстрі школи й у посвідченні ім’я та прізвище повні.',
  },
};
