import { foldName } from '@mleg/core/person/names';

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
/** Codes of three letters as passports print them, of those whom Polish schools meet. */
const ofPassports: Readonly<Record<string, string>> = {
  ...{
    pol: 'PL',
    ukr: 'UA',
    blr: 'BY',
    rus: 'RU',
    geo: 'GE',
    mda: 'MD',
    arm: 'AM',
    kaz: 'KZ',
    vnm: 'VN',
    ind: 'IN',
  },
  ...{
    deu: 'DE',
    d: 'DE',
    cze: 'CZ',
    svk: 'SK',
    ltu: 'LT',
    gbr: 'GB',
    usa: 'US',
    tur: 'TR',
    chn: 'CN',
    ita: 'IT',
  },
  anglia: 'GB',
};
let byName: ReadonlyMap<string, string> | undefined;

/** The two letters of a country that a cell names by them, by three, or in words; undefined for another text. */
export function countryCode(text: string): string | undefined {
  const code = text.toUpperCase();
  if (/^[A-Z]{2}$/.test(code)) return code;
  const folded = foldName(text);
  byName ??= namesOfCountries();
  return ofPassports[folded] ?? byName.get(folded);
}

function namesOfCountries(): Map<string, string> {
  const names = ['pl', 'uk', 'en'].map(
    (language) => new Intl.DisplayNames(language, { type: 'region', fallback: 'none' }),
  );
  const codes = letters.flatMap((a) => letters.map((b) => a + b));
  return new Map(
    codes.flatMap((code) => names.map((one) => [foldName(one.of(code) ?? ''), code] as const)).reverse(),
  );
}
