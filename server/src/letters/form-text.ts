import type { FormKind } from '@mleg/core/catalogue/forms';
import type { Language } from './sheet.ts';

/** Words of the paper forms. Kept here and not with the screens': they are set by the server alone. */
export type FormText = {
  readonly to: string;
  readonly titles: Readonly<Record<FormKind, string>>;
  readonly asks: Readonly<Record<FormKind, string>>;
  readonly pupil: string;
  readonly name: string;
  readonly classGroup: string;
  readonly personalId: string;
  readonly paperNumber: string;
  readonly paperIssued: string;
  readonly reason: string;
  readonly guardian: string;
  readonly guardianName: string;
  readonly contact: string;
  readonly collects: string;
  readonly collectsSelf: string;
  readonly collectsChild: string;
  readonly truth: string;
  readonly clause: string;
  readonly photo: string;
  readonly place: string;
  readonly signature: string;
  readonly office: string;
  readonly caseNumber: string;
  readonly qr: string;
  readonly demo: string;
};

export const formTexts: Readonly<Record<Language, FormText>> = {
  pl: {
    to: 'Do dyrektora szkoły',
    titles: {
      issue: 'Wniosek o wydanie mLegitymacji',
      reissue: 'Wniosek o ponowne wydanie mLegitymacji',
      revoke: 'Wniosek o unieważnienie mLegitymacji',
      objection: 'Sprzeciw wobec wydania mLegitymacji',
    },
    asks: {
      issue: 'Proszę o wydanie mLegitymacji dla:',
      reissue: 'Proszę o ponowne wydanie mLegitymacji dla:',
      revoke: 'Proszę o unieważnienie mLegitymacji:',
      objection: 'Nie zgadzam się na wydanie mLegitymacji dla:',
    },
    pupil: 'Uczeń',
    name: 'Imię (imiona) i nazwisko',
    classGroup: 'Klasa',
    personalId: 'PESEL',
    paperNumber: 'Numer tradycyjnej legitymacji',
    paperIssued: 'Data jej wydania',
    reason: 'Powód (na przykład: nowy telefon, telefon zginął)',
    guardian: 'Składający (rodzic, opiekun albo pełnoletni uczeń)',
    guardianName: 'Imię i nazwisko',
    contact: 'E-mail albo telefon',
    collects: 'Kod może odebrać:',
    collectsSelf: 'tylko ja',
    collectsChild: 'ja albo dziecko',
    truth: 'Dane są prawdziwe. Zdjęcie przedstawia ucznia i jest aktualne.',
    clause:
      'Administratorem danych jest szkoła. Używa ich do wydania i unieważnienia mLegitymacji (art. 6 ust. 1 lit. e RODO). Podanie PESEL-u i zdjęcia jest potrzebne do wydania. Pełną informację daje sekretariat i portal rodzica.',
    photo: 'Zdjęcie dołącz do wniosku albo wyślij przez portal lub na adres szkoły.',
    place: 'Miejscowość i data',
    signature: 'Podpis',
    office: 'Wypełnia szkoła',
    caseNumber: 'Sprawa',
    qr: 'Kod QR dla sekretariatu: otwiera stronę tego ucznia.',
    demo: 'WERSJA POKAZOWA – DANE ZMYŚLONE',
  },
  en: {
    to: 'To the head teacher',
    titles: {
      issue: 'Application for the mobile school ID',
      reissue: 'Application for a new mobile school ID',
      revoke: 'Application to revoke the mobile school ID',
      objection: 'Objection to the mobile school ID',
    },
    asks: {
      issue: 'Please issue the mobile school ID for:',
      reissue: 'Please issue the mobile school ID again for:',
      revoke: 'Please revoke the mobile school ID of:',
      objection: 'I do not agree to a mobile school ID for:',
    },
    pupil: 'Pupil',
    name: 'Name (names) and surname',
    classGroup: 'Class',
    personalId: 'PESEL',
    paperNumber: 'Number of the traditional ID',
    paperIssued: 'Day of its issue',
    reason: 'Reason (for example: a new phone, the phone is lost)',
    guardian: 'Applicant (parent, guardian or pupil of age)',
    guardianName: 'Name and surname',
    contact: 'E-mail or phone',
    collects: 'The code may be collected by:',
    collectsSelf: 'me only',
    collectsChild: 'me or the child',
    truth: 'The data are true. The photo shows the pupil and is recent.',
    clause:
      'The school is the controller of the data. It uses them to issue and revoke the mobile school ID (Article 6(1)(e) GDPR). PESEL and photo are needed for that. The office and the parents’ portal give the full information.',
    photo: 'Attach the photo, or send it through the portal or to the school’s address.',
    place: 'Place and date',
    signature: 'Signature',
    office: 'For the school',
    caseNumber: 'Case',
    qr: 'QR code for the office: it opens this pupil’s page.',
    demo: 'DEMONSTRATION – MADE-UP DATA',
  },
  uk: {
    to: 'Директорові школи',
    titles: {
      issue: 'Заява про видачу мобільного посвідчення',
      reissue: 'Заява про повторну видачу мобільного посвідчення',
      revoke: 'Заява про анулювання мобільного посвідчення',
      objection: 'Заперечення проти видачі мобільного посвідчення',
    },
    asks: {
      issue: 'Прошу видати мобільне посвідчення для:',
      reissue: 'Прошу повторно видати мобільне посвідчення для:',
      revoke: 'Прошу анулювати мобільне посвідчення:',
      objection: 'Не погоджуюся на видачу мобільного посвідчення для:',
    },
    pupil: 'Учень',
    name: 'Ім’я (імена) та прізвище',
    classGroup: 'Клас',
    personalId: 'PESEL',
    paperNumber: 'Номер традиційного посвідчення',
    paperIssued: 'Дата його видачі',
    reason: 'Причина (наприклад: новий телефон, телефон загублено)',
    guardian: 'Заявник (батько, мати, опікун або повнолітній учень)',
    guardianName: 'Ім’я та прізвище',
    contact: 'E-mail або телефон',
    collects: 'Код може забрати:',
    collectsSelf: 'тільки я',
    collectsChild: 'я або дитина',
    truth: 'Дані правдиві. На фото – учень, фото актуальне.',
    clause:
      'Адміністратором даних є школа. Вона використовує їх, щоб видати й анулювати мобільне посвідчення (ст. 6 ч. 1 п. e GDPR). Для видачі потрібні PESEL і фото. Повну інформацію дають секретаріат і портал для батьків.',
    photo: 'Додайте фото до заяви або надішліть його через портал чи на адресу школи.',
    place: 'Місце і дата',
    signature: 'Підпис',
    office: 'Заповнює школа',
    caseNumber: 'Справа',
    qr: 'QR-код для секретаріату: відкриває сторінку цього учня.',
    demo: 'ДЕМОНСТРАЦІЯ – ВИГАДАНІ ДАНІ',
  },
};
