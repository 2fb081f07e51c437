import type { IntakeMessage, Intent } from './message.ts';

/** What a message wants, and what was seen of it. */
export type ReadIntent = {
  readonly intent: Intent;
  readonly flags: readonly string[];
  readonly isUrgent: boolean;
};

/** Text as the patterns read it: small letters, no Polish marks; Cyrillic stays. */
export function plainText(text: string): string {
  return text
    .toLowerCase()
    .replace(/[ąćęłńóśźżáéíúäöü]/g, (letter) => plain[letter] ?? letter)
    .replace(/[ \t\u00a0]+/g, ' ');
}
const plain: Readonly<Record<string, string>> = {
  ...{ ą: 'a', ć: 'c', ę: 'e', ł: 'l', ń: 'n', ó: 'o', ś: 's', ź: 'z', ż: 'z' },
  ...{ á: 'a', é: 'e', í: 'i', ú: 'u', ä: 'a', ö: 'o', ü: 'u' },
};

const mobile =
  /\b[me][ -]?legit|mobywatel|legitymacj\p{L}* (?:\p{L}+ )?(?:w|na) (?:telefon|aplikacj|komork)|legitymacj\p{L}* (?:elektroniczn|mobiln|cyfrow)|(?:elektroniczn|mobiln|cyfrow)\p{L}* legitymacj|mobile id|digital (?:school |student )?id|(?:мобільн|електронн|цифров)\p{L}* (?:учнівськ\p{L}* )?(?:посвідч|квит|легіт)|[ме][ -]?легіт/u;
const card =
  /legit[iy]mac|legitk|\bkod\p{L}* (?:qr|aktywac)|(?:\bqr\b|aktywac)\p{L}* kod|activation code|код активац|school id|student id|pupil id|id card|посвідчен|учнівськ\p{L}* квит|легітимац/u;
const picture = /zdjec|fotk|fotograf|\bfoto|photo|picture|portret|skan|фото|світлин|знімок/u;
const asks =
  /pros(?:ze|imy|ba|il)|chc(?:e|emy|ial)|wnios(?:ek|k)|zam(?:awia|ow)|sklada|wydanie|wyrob|wystawi|\bplease\b|would like|request|apply|order|прош|хоч|заяв|видат|оформ/u;
const phone = '(?:telefon|smartfon|komork|iphone|aparat|phone|mobile|телефон|смартфон)';
const lost = String.raw`(?:zgub|zagub|utrac|utrat|straci|ukrad|skradz|kradziez|\bzgin[ae]l|przepad|\blost\b|stolen|\bstole\b|theft|robbed|загуб|втрат|вкра[лд]|украл|викрад)`;
const near = String.raw`[^.!?\n]{0,60}`;
const pattern = (first: string, second: string): RegExp =>
  new RegExp(`${first}${near}${second}|${second}${near}${first}`, 'u');
const phoneLost = pattern(phone, lost);
const mobileLost = pattern(lost, String.raw`(?:\bm[ -]?legit|mobywatel)`);
const cardLost = pattern(lost, String.raw`(?:legit[iy]mac|\bid card|school id|student id|посвідч)`);
const searched = pattern(
  phone,
  String.raw`(?:zapodzia|nie moz\p{L}* znalez|znikn|zostawi|can.?t find|cannot find|left (?:it )?(?:on|in)|не мож\p{L}* знайти|забу(?:в|ла))`,
);
/** It has come back: nothing burns. */
const regained =
  /odnalaz|znalazl|znalezion|odblok|zwroc\p{L}+ telefon|\bfound\b|unblock|unlock|знайш|розблок/u;
const misuse =
  /podszywa|ktos (?:inny )?(?:uzywa|korzysta|posluguj)|falszyw\p{L}* legit|wlama|someone (?:else )?(?:is )?us(?:es|ing)/u;
const block = /zablokow|zablokuj|zastrze[cz]|blokad|\bblock\b|заблок/u;
const hypothetical =
  /(?:co (?:z?robic|jesli|jezeli|gdy)|w razie|w przypadku|gdyby|what (?:if|happens)|що робити|якщо)/u;
const damaged = pattern(
  phone,
  `(?:zepsu|uszkodz|rozbi|potluk|zala[nl]|utop|nie dziala|broke|damaged|cracked|злама|розби|зіпсу)`,
);
const newPhone = pattern(
  String.raw`(?:now(?:y|ego|ym|a|ej)|inn(?:y|ego|ym)|zmian\p{L}*|zmieni\p{L}*|wymieni\p{L}*|kupi\p{L}*|\bnew|changed|нов\p{L}+|інш\p{L}+|змін\p{L}+)`,
  phone,
);
const again =
  /(?:ponown|jeszcze raz|nowy|nowego|drugi|kolejn|wygas|przetermin|stracil waznosc|niewazn|nie dziala|nie dotar|nie doszed|skasow|usun\p{L}+ (?:sie )?aplik|odinstal|reset|expired|new|again|another|нов|повторн|не прац)\p{L}*[^.!?\n]{0,40}(?:\bkod|\bqr\b|haslo|\bcode|\bкод)|(?:\bkod|\bqr\b|haslo|\bcode|\bкод)\p{L}*[^.!?\n]{0,40}(?:wygas|przetermin|stracil|niewazn|nie dziala|nie dotar|nie doszed|ponown|zgub|expired|does ?n.t work|lost|не прац|втрат|закінч)|ponown\p{L}+ (?:wyda|aktyw|wystaw)|wydac ponownie|reissue|re-issue/u;
const revokes =
  /uniewazn|anulow|anuluj|rezygn|wycof\p{L}+ (?:\p{L}+ )?m?legit|usun(?:ac|iecie) (?:m[ -]?)?legit|\brevoke|cancel|анул|відмовля/u;
const leaves =
  /(?:przenos|przeniesi|przechodz|zmienia\p{L}*|zmiana|odchodz|wypis|opuszcz|transfer|moving to|leaves|переход|перевод|перевел)[^.!?\n]{0,50}(?:szkol|school|школ)|(?:inn|now)\p{L}+ szkol/u;
const objects =
  /sprzeciw|nie (?:wyraza\p{L}*|zgadza\p{L}*|daj\p{L}*|udziela\p{L}*)(?: \p{L}+)?(?: zgody)?(?: na)?[^.!?\n]{0,40}(?:legit|wyda)|nie (?:chce|chcemy|zycze sobie|zyczymy sobie)[^.!?\n]{0,40}(?:legit|wydan|wystawi)|\bobject(?:ion)?\b|do not (?:consent|agree)|don.t (?:consent|agree|want)|заперечу|не даю згод|проти видач|не згод|nie (?:wydaw|wystawi|wyrabi|tworz)\p{L}*[^.!?\n]{0,40}(?:legit)|do not issue|don.t issue|не (?:видавайте|хоч)/u;
const otherObjection = /wizerunk|religi|szczepi|edukacj\p{L}+ zdrowotn|rodo|wycieczk|wdz/u;
const changes =
  /(?:zmian|zmien|now[eay]\p{L}?|popraw|bled|blad|literow|nieaktualn|change|correct|wrong|змін|помил)\p{L}*[^.!?\n]{0,50}(nazwisk|imie|imion|adres|zameldow|pesel|dat[ay]\p{L}* urodz|surname|last name|first name|address|прізвищ|імен|адрес)|(nazwisk|imie|imion|adres|pesel|surname|address|прізвищ|адрес)\p{L}*[^.!?\n]{0,50}(?:zmian|zmieni|ulegl|popraw|bled|literow|changed|wrong|змін|помил)/u;
const duplicate = /duplikat|wtornik|duplicate (?:of )?(?:the )?(?:card|id)|дублікат/u;
const prolongs =
  /(?:przedluz|podbi|podstempl|pieczat|piecza?tk|hologram|prolong)\p{L}*[^.!?\n]{0,40}legit|legit\p{L}*[^.!?\n]{0,40}(?:przedluz|podbi|podstempl|pieczat|pieczatk|hologram|prolong)/u;
const asksStatus =
  /czy (?:jest |sa )?(?:juz|gotow)|juz (?:jest |gotow)|kiedy (?:bedzie|beda|moge|mozna|dostan|otrzym|odbior|przyjdzie)|na jakim etapie|jaki (?:jest )?status|ile (?:sie )?(?:jeszcze )?(?:czeka|trwa)|co (?:sie dzieje )?z (?:m?[ -]?legit|wnios|moim)|czy dosz|when (?:will|can)|is .{0,30}ready|any (?:news|update)|status of|коли (?:буде|можна)|чи (?:вже )?готов/u;
const asksAny =
  /\?|(?:^|[\n.!] ?|prosze o (?:informacj|odpowiedz)[^.\n]{0,20}|pytanie:? |zapytac,? )(?:czy|jak|kiedy|gdzie|ile|dlaczego|how|what|when|where|why|як|коли|де|чому|скільки|чи) /u;
/** What is ordered in so many words, also politely. */
const orders =
  /pros(?:ze|imy) (?:uprzejmie )?o (?:\p{L}+ ){0,3}(?:wydan|wyrob|wystaw|zamow|[me]?-?legit|nowy kod)|sklada(?:m|my) wnios|wnosz[ei]|zamawia|please (?:issue|order)|прош\p{L}+ (?:видат|оформ|вигот)/u;
/** Something promised has not come or does not work. */
const complains =
  /\b(?:nie|wciaz nie|nadal nie) (?:\p{L}+ )?(?:dosta|otrzyma|dosz|przysz|dziala|widz|moge|mozemy|udal|mam)|(?:have not|haven.t|did ?n.t|does ?n.t|can.?not|can.t) (?:receive|get|work|got|see|open)|не (?:отрима|прац|прийш|бач|мож)/u;
const thanks = /dzieku|dzieki|\bthank|дяку|спасибі/u;
const works = /dziala|udalo|wszystko (?:ok|jest|gra)|otrzymal|odebral|works|received|got it|працює|отрима/u;
const paperFiled =
  /(?:wniosek|formularz|podanie|druk)[^.!?\n]{0,60}(?:zanios|zlozyl|zlozon|oddal|dostarcz|zostawi|przekaz|dala|dalam|ma w plecak|przyni)|(?:zanios|zlozyl|zlozon|oddal|dostarcz|zostawi|przekaz|przyni)\p{L}*[^.!?\n]{0,60}(?:wnios|formularz|podani|druk)|form (?:was|is|has been) (?:handed|submitted|brought)|заяв\p{L}+[^.!?\n]{0,40}(?:здал|подал|відда|принес)/u;
const otherTopics =
  /usprawiedliw|nieobecn|zwolni\p{L}* z|obiad|stolowk|wycieczk|zebrani|wywiadowk|swietlic|ubezpieczen|sprawdzian|ocen[ay]|zadani\p{L}+ domow|faktur|ofert|szkoleni|podrecznik|zaswiadczeni|lekcj|basen|konkurs|pólkoloni|polkoloni|praktyk|відсутн|absence|absent|lunch|trip\b|invoice|offer/u;
/** What is sold to schools speaks of IDs too. */
const advertises =
  /ofert|cennik|promocj|rabat|zamowieni\p{L}* hurt|netto|brutto|newsletter|wypisz sie|unsubscribe|zapraszamy (?:na|do)|webinar|szkoleni|drukark|offer|discount|price list/u;
const suspicious =
  /zignoruj|ignoruj (?:poprzedni|wszystk)|ignore (?:all |any |the )?(?:previous|prior|above)|(?:poprzedni\p{L}*|wczesniejsz\p{L}*) instrukcj|zatwierdz (?:wszystk|automat)|\bsystem ?:|\bassistant ?:|system prompt|<\/?(?:system|script)|approve (?:all|every)|jestes (?:teraz )?(?:asystent|botem|modelem|ai\b)|you are (?:now )?an? |drop table|ігноруй|wyslij (?:\p{L}+ ){0,3}kod\p{L}* na (?:adres|ten|inny|nowy)|(?:bez|pomin) weryfikacj/u;
const elsewhere =
  /(?:kod|qr|hasl|legit|code|код)\p{L}*[^\n]{0,60}\bna (?:adres |moj (?:nowy|drugi|inny) (?:adres |e?-?mail )?|inny )[^\n]{0,30}@/u;

/** The reason of a change of address or name, for the flags. */
const fields: readonly (readonly [RegExp, string])[] = [
  [/nazwisk|surname|last name|прізвищ/u, 'last_name'],
  [/imie|imion|first name|імен/u, 'first_name'],
  [/adres|zameldow|address|адрес/u, 'address'],
  [/pesel/u, 'pesel'],
  [/urodz/u, 'birth_date'],
];

type Seen = {
  readonly text: string;
  readonly subject: string;
  readonly hasPhoto: boolean;
  readonly isMobile: boolean;
  readonly isOurs: boolean;
};

const plainIntent = (intent: Intent, flags: readonly string[] = []): ReadIntent => ({
  intent,
  flags,
  isUrgent: false,
});

/** Losses first: what is late costs most. */
function readLoss({ text, isMobile }: Seen): ReadIntent | undefined {
  if (hypothetical.test(text) && /\?/.test(text)) return undefined;
  if (regained.test(text) && isMobile) return plainIntent('question', ['restore_request']);
  const isPhone = phoneLost.test(text) || searched.test(text);
  if (isPhone || (mobileLost.test(text) && isMobile) || misuse.test(text) || (block.test(text) && isMobile)) {
    const isStolen = /ukrad|skradz|kradziez|stole|theft|robbed|вкра|украл|викрад/u.test(text);
    const reason = misuse.test(text)
      ? 'reason:fraud'
      : isStolen
        ? 'reason:device_stolen'
        : 'reason:device_lost';
    return { intent: 'revoke', flags: [reason], isUrgent: true };
  }
  return undefined;
}

function readObjection({ text, isOurs, subject }: Seen): ReadIntent | undefined {
  if (!objects.test(text)) return undefined;
  if (!isOurs && (otherObjection.test(text) || !/sprzeciw|objection|заперечен/u.test(subject)))
    return undefined;
  if (
    /wycof\p{L}*[^.!?\n]{0,30}sprzeciw|cofa\p{L}*[^.!?\n]{0,30}sprzeciw|withdraw[^.!?\n]{0,30}objection/u.test(
      text,
    )
  )
    return plainIntent('objection', ['objection_withdrawn']);
  return plainIntent('objection', ['stop_issue', 'revoke_if_issued']);
}

function readCard({ text, isOurs, isMobile }: Seen): ReadIntent | undefined {
  if (!isOurs) return undefined;
  if (duplicate.test(text) || (cardLost.test(text) && !mobileLost.test(text)))
    return plainIntent('duplicate_card', ['out_of_scope_mleg', 'mleg_must_be_revoked_with_card']);
  if (prolongs.test(text) && !isMobile) return plainIntent('question', ['out_of_scope_mleg']);
  return undefined;
}

function readChange({ text, isOurs, isMobile }: Seen): ReadIntent | undefined {
  const found = isOurs ? changes.exec(text) : null;
  if (found) {
    const field = fields.find(([word]) => word.test(found[1] ?? found[2] ?? ''))?.[1] ?? 'other';
    return plainIntent('data_change', [`data_change:${field}`]);
  }
  if (isMobile && leaves.test(text)) return plainIntent('revoke', ['reason:left_school']);
  if (isMobile && revokes.test(text)) return plainIntent('revoke', ['reason:resignation']);
  return undefined;
}

function readReissue({ text, isOurs }: Seen): ReadIntent | undefined {
  if (!isOurs && !/\bkod|\bcode|код/u.test(text)) return undefined;
  if (newPhone.test(text)) return plainIntent('reissue', ['reason:new_device']);
  if (damaged.test(text)) return plainIntent('reissue', ['reason:device_damaged']);
  return again.test(text) ? plainIntent('reissue', ['reason:code_expired']) : undefined;
}

function readQuestion({ text, hasPhoto }: Seen, isOrder: boolean): ReadIntent | undefined {
  if (hasPhoto) return undefined;
  if (asksStatus.test(text) || (complains.test(text) && !isOrder))
    return plainIntent('question', ['status_question']);
  return asksAny.test(text) && !isOrder ? plainIntent('question') : undefined;
}

function readOrder({ text, hasPhoto, isMobile, isOurs }: Seen): ReadIntent {
  if (paperFiled.test(text) && hasPhoto) return plainIntent('photo_only');
  if (isMobile || (isOurs && asks.test(text))) return plainIntent('issue');
  return plainIntent(hasPhoto ? 'photo_only' : 'issue');
}

/** What asks for a wary eye, whatever the message wants. */
function wariness({ text, isOurs }: Seen, isOther: boolean): string[] {
  const isWary = suspicious.test(text) || elsewhere.test(text);
  return [...(isWary ? ['suspicious_text'] : []), ...(isOther && isOurs ? ['mixed_topics'] : [])];
}

/** Losses, objections, changes, new codes: what is not a plain order. */
function readSpecial(seen: Seen): ReadIntent | undefined {
  return readLoss(seen) ?? readObjection(seen) ?? readCard(seen) ?? readChange(seen) ?? readReissue(seen);
}

/** Thanks, questions and plain orders. */
function readPlain(seen: Seen, own: string): ReadIntent {
  const { text, hasPhoto } = seen;
  const isAsked = asks.test(own.replace(/prosze o (?:informacj|odpowiedz)/gu, '')) && !asksAny.test(text);
  const isOrder = orders.test(own) || isAsked;
  if (!hasPhoto && isThanks(text, own, isOrder)) return plainIntent('no_action', ['thanks']);
  return readQuestion(seen, isOrder) ?? readOrder(seen);
}

/**
 * Reads what a message wants, in three languages, by words near one another; `undefined` for a message that is not ours
 * (rules.md O4).
 * @param message repaired text, without what is quoted
 * @param expectation whether a usable picture came, and whether the sender or a name makes the message ours without our words
 */
export function readIntent(
  { subject, own }: { readonly subject: string; readonly own: string },
  { hasPhoto, isExpected }: { readonly hasPhoto: boolean; readonly isExpected: boolean },
): ReadIntent | undefined {
  const text = plainText(`${subject}\n${own}`);
  const isMobile = mobile.test(text);
  const isOther = otherTopics.test(text);
  const seen: Seen = {
    text,
    subject: plainText(subject),
    hasPhoto,
    isMobile,
    isOurs: isMobile || card.test(text),
  };
  if (!isExpected && !hasPhoto && advertises.test(text)) return undefined;
  const isPicture = hasPhoto && !isOther && (isExpected || picture.test(text));
  const found = readSpecial(seen) ?? (seen.isOurs || isPicture ? readPlain(seen, plainText(own)) : undefined);
  return found && { ...found, flags: [...wariness(seen, isOther), ...found.flags] };
}

/** Nothing but thanks: nothing is asked, ordered or complained of. */
function isThanks(text: string, own: string, isOrder: boolean): boolean {
  const isOpen = asksStatus.test(text) || asksAny.test(text) || complains.test(own) || orders.test(own);
  return thanks.test(own) && !isOpen && (works.test(own) || !isOrder);
}

const autoSubject =
  /^(?:re: |odp: )*(?:automatyczn\p{L}+ odpowied|autoodpowied|odpowiedz automatyczna|auto(?:matic)?[ -]?(?:reply|response)|out of (?:the )?office|poza biurem|nieobecnosc w (?:pracy|biurze)|urlop\b|автоматичн\p{L}+ відповід)/u;
const bounceSubject =
  /undeliver|delivery (?:status|failure|has failed)|returned mail|mail delivery|failure notice|nie dostarczon|niedostarcz|zwrot wiadomosci|blad dostarcz|недоставлен/u;
const bounceSender = /^(?:mailer-daemon|postmaster)@/;
const robotSender = /^(?:no-?reply|do-?not-?reply|nie-?odpowiadaj|newsletter|bounces?)[@+._-]/;

/**
 * Whether a message was written by a machine: bounces, automatic answers, lists. Such a one gets no answer and no case.
 * @returns a flag that says which, or undefined
 */
export function automaticFlag({
  headers,
  from,
  subject,
  files,
}: Pick<IntakeMessage, 'headers' | 'from' | 'subject' | 'files'>): string | undefined {
  const header = (name: string): string => headers[name.toLowerCase()]?.trim().toLowerCase() ?? '';
  const sender = from?.email.trim().toLowerCase() ?? '';
  const text = plainText(subject);
  const isReport =
    files.some(({ type }) => type === 'message/delivery-status') ||
    header('content-type').includes('delivery-status');
  if (
    bounceSender.test(sender) ||
    bounceSubject.test(text) ||
    isReport ||
    header('return-path') === '<>' ||
    header('x-failed-recipients')
  )
    return 'bounce';
  const auto = header('auto-submitted');
  if (
    (auto && auto !== 'no') ||
    header('x-autoreply') ||
    header('x-autorespond') ||
    header('precedence') === 'auto_reply' ||
    autoSubject.test(text)
  )
    return 'auto_reply';
  if (
    header('list-id') ||
    header('list-unsubscribe') ||
    /^(?:bulk|list|junk)$/.test(header('precedence')) ||
    robotSender.test(sender)
  )
    return 'list';
  return undefined;
}
