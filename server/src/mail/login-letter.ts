import type { Letter } from './mailer.ts';

export type LetterLanguage = 'pl' | 'en' | 'uk';

const SUBJECTS: Readonly<Record<LetterLanguage, string>> = {
  pl: 'mLegitymacja: link do logowania',
  en: 'mLegitymacja: your log-in link',
  uk: 'mLegitymacja: посилання для входу',
};

const TEXTS: Readonly<Record<LetterLanguage, (link: string) => string>> = {
  pl: (link) =>
    `Otwórz ten link, aby się zalogować:\n\n${link}\n\nDziała raz, przez 15 minut. Jeśli to nie Ty prosisz o logowanie, usuń tę wiadomość: nic się nie stanie.\nNikt ze szkoły nie poprosi Cię o ten link.\n`,
  en: (link) =>
    `Open this link to log in:\n\n${link}\n\nIt works once, for 15 minutes. If you did not ask for it, delete this message: nothing will happen.\nNobody from the school will ever ask you for this link.\n`,
  uk: (link) =>
    `Відкрийте це посилання, щоб увійти:\n\n${link}\n\nВоно діє один раз, 15 хвилин. Якщо це не ви просили, видаліть лист: нічого не станеться.\nНіхто зі школи не попросить у вас це посилання.\n`,
};

/** The letter that carries a log-in link. It names nobody: a mailbox may be read by others. */
export function loginLetter(to: string, link: string, language: LetterLanguage): Letter {
  return { to, subject: SUBJECTS[language], text: TEXTS[language](link) };
}
