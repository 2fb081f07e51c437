import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasWrongLetters, isBrokenText } from './name-letters.ts';
import { saysNoName, saysNothing } from './nothing.ts';
import { compareName, compareNames, isOtherPerson, type PersonFacts } from './same-person.ts';

const person = (surname: string, givenNames: string, bornOn = '2012-05-04', pesel?: string): PersonFacts => ({
  surname,
  givenNames,
  bornOn,
  pesel,
});

test('spelling, order, case, diacritics, a second name and a part of a double surname are no other child (rules.md I1a)', () => {
  const pairs = [
    [person('Gąska', 'Łucja'), person('GASKA', 'LUCJA')],
    [person('Nowak', 'Anna'), person('Anna', 'Nowak')],
    [person('Nowak', 'Anna'), person('Nowak-Kowalska', 'Anna Maria')],
    [person('Nowak-Kowalska', 'Anna Maria'), person('Kowalska', 'Maria')],
    [person('Прибула', 'Олена'), person('Prybula', 'Olena')],
    [person('Shevchenko', 'Yuliia'), person('Szewczenko', 'Julija')],
    [person('Kowalsk', 'Zuzana'), person('Kowalska', 'Zuzanna')],
  ] as const;
  for (const [one, other] of pairs) {
    assert.equal(isOtherPerson(one, other), false, `${one.surname} ${other.surname}`);
    assert.equal(isOtherPerson(other, one), false, `${other.surname} ${one.surname}`);
  }
});

test('both names, a name and the birth date, a name and the PESEL, birth date and PESEL are another child (rules.md I1a)', () => {
  const known = person('Próbna', 'Olena', '2012-05-04', 'a');
  const others = [
    person('Inny', 'Dmytro', '2012-05-04', 'a'),
    person('Próbna', 'Dmytro', '2009-11-30', 'a'),
    person('Inna', 'Olena', '2009-11-30', 'a'),
    person('Próbna', 'Dmytro', '2012-05-04', 'b'),
    person('Próbna', 'Olena', '2009-11-30', 'b'),
    person('Próbny', 'Dmytro', '2012-05-04', 'a'),
  ];
  for (const other of others) assert.equal(isOtherPerson(known, other), true, JSON.stringify(other));
  assert.equal(isOtherPerson(person('Nowak', 'Maria'), person('Kowalska', 'Marta')), true);
  assert.equal(isOtherPerson(known, person('Zmieniona', 'Olena', '2012-05-04', 'a')), false);
  assert.equal(isOtherPerson(known, person('Próbna', 'Olena', '2012-05-14', 'a')), false);
  assert.equal(compareNames(known, person('Zmieniona', 'Olena')), 'one');
});

test('a slip of the pen is one letter in four, two in seven: changed, added, lost, or swapped with its neighbour', () => {
  for (const [one, other] of [
    ['Adam', 'Abam'],
    ['Adam', 'Adama'],
    ['Adam', 'Dam'],
    ['Marta', 'Matra'],
    ['Bartek', 'Batrek'],
    ['Bernard', 'Barnerd'],
    ['Bernard', 'Bernadr'],
    ['Bernard', 'Ebrnadr'],
    ['Bernard', 'Bernardtu'],
    ['Bernardyn', 'Ernardy'],
  ] as const) {
    const shorter = Math.min(one.length, other.length);
    const wanted = shorter >= 4 ? 'alike' : 'different';
    assert.equal(compareName(one, other), wanted, `${one} ${other}`);
    assert.equal(compareName(other, one), wanted, `${other} ${one}`);
  }
  for (const [one, other] of [
    ['Ola', 'Ala'],
    ['Adam', 'Abem'],
    ['Marta', 'Matar'],
    ['Bartek', 'Bratke'],
    ['Bernard', 'Barmarl'],
    ['Adam', 'Adamot'],
  ] as const)
    assert.equal(compareName(one, other), 'different', `${one} ${other}`);
});

test('a shared word makes two names one only when it is longer than a particle', () => {
  assert.equal(compareName('van Berg', 'van Dorn'), 'same', 'three letters are shared');
  assert.equal(compareName('de Kowal', 'de Sosna'), 'different');
  assert.equal(compareName('Li', 'Li'), 'same');
  assert.equal(compareName('Li Na', 'Na Li'), 'same');
  assert.equal(compareName('Jo', 'Jo Anna'), 'different');
});

test('what says „nothing” is nothing, a number that begins like it is a number (rules.md I1b)', () => {
  const nothing =
    'brak|Brak|BRAK DANYCH|brak-1|brak 2|brak_3|-|–|—|0|00|000000|nie dotyczy|Nie dotyczy.|n/d|nd|N.D.|nie ma|bd|b.d.|b/d|x|xxx|X-1|?|???|null|NULL|none|N/A|n/a|nie posiada|nie posiada 4|w trakcie|w trakcie wyrabiania|.|…|brak PESEL|brak numeru|brak dokumentu|';
  for (const text of nothing.split('|')) assert.equal(saysNothing(text), true, text);
  for (const text of [
    '1/2026',
    'FX123456',
    'ND 123456',
    'BD/12/2026',
    'X123',
    '0001/26',
    'Brakowska 3',
    '10',
  ])
    assert.equal(saysNothing(text), false, text);
  assert.equal(saysNoName('Brak'), false, 'there are people of this name');
  for (const text of ['-', '?', '123', 'brak danych', 'xxx', '']) assert.equal(saysNoName(text), true, text);
});

test('letters that no name has are told from those of all languages (rules.md I1b)', () => {
  const twice = (text: string): string => Buffer.from(text).toString('latin1');
  for (const name of ['Łucja', 'Żaneta', 'Gąska', 'Józef', 'Ćwik', 'Олена', 'Śliwa', 'Źrebiec', 'Ńeć'])
    assert.equal(isBrokenText(twice(name)), true, twice(name));
  const central = new TextDecoder('windows-1250');
  for (const name of ['Łucja', 'Gąska', 'Józef', 'Śliwa', 'Źrebiec'])
    assert.equal(isBrokenText(central.decode(Buffer.from(name))), true, central.decode(Buffer.from(name)));
  for (const name of [
    'G±ska',
    '¦liwa',
    'W¶cibska',
    'Åucja',
    'G\ufffdska',
    'W?jcik',
    'Go\u009bka',
    'Kowal║ka',
    '¬rebiec',
  ])
    assert.equal(hasWrongLetters(name), true, name);
  const good =
    "O'Łoś|Nguyễn Thị Ánh|Müller-Lüdenscheidt|Åsa|Håkan Ångström|François|Ñíguez|Þór|Жанна|Łęcka|Ďurďa|Ľudmila|Mary’Anne|Żółć|d’Arc|Đặng|Șerban|Ärzte|Ôlder|Gökçe|İpek".split(
      '|',
    );
  for (const name of good) assert.equal(hasWrongLetters(name), false, name);
});
