/** Words of an invented school: common names put together by number, so that nobody in particular is meant. */

export const girlNames: readonly string[] = [
  ...['Hanna', 'Maja', 'Julia', 'Laura', 'Oliwia', 'Alicja', 'Lena', 'Pola', 'Zofia', 'Emilia'],
  ...['Helena', 'Iga', 'Antonina', 'Liliana', 'Wiktoria', 'Amelia', 'Natalia', 'Kalina', 'Nadia', 'Gabriela'],
  ...[
    'Jagoda',
    'Blanka',
    'Michalina',
    'Łucja',
    'Martyna',
    'Róża',
    'Kornelia',
    'Aniela',
    'Weronika',
    'Marcelina',
  ],
];

export const boyNames: readonly string[] = [
  ...[
    'Antoni',
    'Nikodem',
    'Jakub',
    'Franciszek',
    'Aleksander',
    'Stanisław',
    'Leon',
    'Mikołaj',
    'Filip',
    'Wojciech',
  ],
  ...['Szymon', 'Ignacy', 'Adam', 'Tymon', 'Kacper', 'Oliwier', 'Michał', 'Wiktor', 'Marcel', 'Igor'],
  ...['Ksawery', 'Dawid', 'Borys', 'Gustaw', 'Miłosz', 'Alan', 'Natan', 'Krzysztof', 'Józef', 'Łukasz'],
];

export const motherNames: readonly string[] = [
  ...['Agnieszka', 'Magdalena', 'Joanna', 'Monika', 'Karolina', 'Aleksandra', 'Dorota', 'Beata'],
  ...['Iwona', 'Renata', 'Sylwia', 'Paulina', 'Justyna', 'Edyta', 'Izabela', 'Marta', 'Urszula'],
];

export const fatherNames: readonly string[] = [
  ...['Piotr', 'Tomasz', 'Marcin', 'Grzegorz', 'Rafał', 'Paweł', 'Sebastian', 'Dariusz'],
  ...['Artur', 'Robert', 'Jacek', 'Przemysław', 'Radosław', 'Konrad', 'Damian', 'Łukasz', 'Maciej'],
];

/** A surname as a man and as a woman bears it. */
export const surnames: readonly (readonly [man: string, woman: string])[] = [
  ...both(['Bielik', 'Borsuk', 'Brzoza', 'Bukowiec', 'Chaber', 'Chmiel', 'Cis', 'Czyżyk', 'Dąb', 'Dudek']),
  ...both(['Dzięcioł', 'Gawron', 'Głóg', 'Grab', 'Jarząb', 'Jaskółka', 'Jastrząb', 'Jawor', 'Jeż', 'Kalina']),
  ...both(['Kania', 'Karaś', 'Klon', 'Kłos', 'Kormoran', 'Krokus', 'Leszczyna', 'Lipa', 'Łabędź', 'Łoś']),
  ...both(['Modrzew', 'Mróz', 'Okoń', 'Olcha', 'Perkoz', 'Pliszka', 'Rybitwa', 'Sarna', 'Sikora', 'Skowron']),
  ...both(['Słowik', 'Sroka', 'Szczygieł', 'Szpak', 'Świerk', 'Topola', 'Wiąz', 'Wierzba', 'Wilga', 'Żuraw']),
  ...skis([
    'Bukow',
    'Dębow',
    'Grabow',
    'Jaworow',
    'Klonow',
    'Lipow',
    'Olchow',
    'Sosnow',
    'Wierzbow',
    'Brzozow',
  ]),
  ...skis(['Jesionow', 'Topolow', 'Wiązow', 'Kalinow']),
];

function both(names: readonly string[]): (readonly [string, string])[] {
  return names.map((name) => [name, name]);
}

function skis(stems: readonly string[]): (readonly [string, string])[] {
  return stems.map((stem) => [`${stem}ski`, `${stem}ska`]);
}

export const streets: readonly string[] = [
  ...['ul. Lipowa', 'ul. Szkolna', 'ul. Ogrodowa', 'ul. Leśna', 'ul. Polna', 'ul. Kwiatowa', 'ul. Brzozowa'],
  ...['ul. Słoneczna', 'ul. Krótka', 'ul. Łąkowa', 'os. Zielone', 'al. Klonowa'],
];

/** The entry at a place, counted round. */
export function at<T>(list: readonly T[], place: number): T {
  const found = list[place % list.length];
  if (found === undefined) throw new Error('an empty list of names');
  return found;
}
