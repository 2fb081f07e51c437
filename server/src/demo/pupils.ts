import { dateToDays, daysToDate } from '@mleg/core/calendar/days';
import { warsawDayOf } from '@mleg/core/calendar/warsaw';
import { endOfSchoolYear } from '@mleg/core/school-year/school-year';
import { caseOfPlace } from './cases.ts';
import type { DemoGuardian, DemoPaperId, DemoPupil } from './demo-pupil.ts';
import { at, boyNames, fatherNames, girlNames, motherNames, streets, surnames } from './names.ts';
import { type SpecialPupil, specialPupils } from './special-pupils.ts';

/** The register is read so long ago; every order came later. */
export const registerSeconds = 45 * 86_400;

const CLASSES = ['1a', '1b', '2a', '2b', '3a', '4a', '4b', '5a', '6a', '7a', '7b', '8a'];
const CLASS_SIZE = 25;
/** Children start school in the year in which they turn seven. */
const SCHOOL_AGE = 7;
/** A step through the year that meets no day twice in two classes of one level. */
const DAY_STEP = 7;

/** What is known of a place in a class before anybody sits there. */
type Place = {
  readonly index: number;
  readonly classGroup: string;
  /** 1 to 8. */
  readonly level: number;
  readonly inClass: number;
  readonly isGirl: boolean;
  readonly bornOn: string;
  readonly startYear: number;
  /** On which the register is read: no ID was issued later. */
  readonly registerOn: string;
};

/** The 300 pupils of the invented school, the same for the same school year. @param nowAt epoch seconds */
export function demoPupils(nowAt: number): DemoPupil[] {
  const today = warsawDayOf(nowAt);
  const startYear = Number(endOfSchoolYear(today).slice(0, 4)) - 1;
  const registerOn = warsawDayOf(nowAt - registerSeconds);
  const pupils: DemoPupil[] = [];
  for (const [row, classGroup] of CLASSES.entries()) {
    const special = specialPupils.filter((one) => one.classGroup === classGroup);
    for (let inClass = 0; inClass < CLASS_SIZE; inClass += 1) {
      const place = placeOf({
        index: row * CLASS_SIZE + inClass,
        classGroup,
        inClass,
        startYear,
        registerOn,
      });
      const named = special[inClass];
      pupils.push(named ? specialPupil(place, named, today) : commonPupil(place, inClass - special.length));
    }
  }
  return pupils;
}

function placeOf(at: Pick<Place, 'index' | 'classGroup' | 'inClass' | 'startYear' | 'registerOn'>): Place {
  const level = Number(at.classGroup[0]);
  const bornIn = at.startYear + 1 - SCHOOL_AGE - level;
  const second = at.classGroup.endsWith('b') ? CLASS_SIZE : 0;
  const day = ((at.inClass + second) * DAY_STEP + level * 3) % 365;
  return {
    ...at,
    level,
    isGirl: at.index % 2 === 0,
    bornOn: daysToDate(dateToDays(`${bornIn}-01-01`) + day),
  };
}

function commonPupil(place: Place, number: number): DemoPupil {
  const { index, isGirl } = place;
  const within = Math.floor(index / 2);
  const round = Math.floor(within / girlNames.length);
  const [man, woman] = at(surnames, (within % girlNames.length) * 2 + round * 13 + (isGirl ? 0 : 1));
  const played = caseOfPlace(place.classGroup, number);
  return {
    ...common(place),
    givenNames: at(isGirl ? girlNames : boyNames, within),
    surname: isGirl ? woman : man,
    personalId: { pesel: demoPesel(place.bornOn, isGirl) },
    paperId: played.paperId === 'none' ? undefined : paperIdOf(place),
    guardian: commonGuardian(place, [man, woman]),
    played,
  };
}

function specialPupil(place: Place, named: SpecialPupil, today: string): DemoPupil {
  const { givenNames, surname, isGirl, passport, guardian, played } = named;
  const paperId = { ...paperIdOf(place), ...(played.paperId === 'expired' ? expired(today) : {}) };
  return {
    ...common(place),
    givenNames,
    surname,
    personalId: passport ? { country: 'UA', passport } : { pesel: demoPesel(place.bornOn, isGirl) },
    paperId: played.paperId === 'none' ? undefined : paperId,
    guardian,
    played,
  };
}

function common(place: Place): Pick<DemoPupil, 'externalId' | 'bornOn' | 'classGroup' | 'address'> {
  const { index, bornOn, classGroup } = place;
  return {
    externalId: `KOL-${String(index + 1).padStart(3, '0')}`,
    bornOn,
    classGroup,
    address: `${at(streets, index)} ${1 + (index % 37)}/${1 + (index % 9)}, 99-999 Przykładowo`,
  };
}

/** Some families gave no e-mail address, and few gave none at all. */
function commonGuardian(
  { index }: Place,
  [man, woman]: readonly [man: string, woman: string],
): DemoGuardian | undefined {
  if (index % 60 === 59) return undefined;
  const isMother = index % 3 !== 0;
  const name = isMother ? `${at(motherNames, index)} ${woman}` : `${at(fatherNames, index)} ${man}`;
  return { name, email: index % 25 === 24 ? undefined : `rodzic${index + 1}@rodzice.example` };
}

function paperIdOf({ index, level, startYear, registerOn }: Place): DemoPaperId {
  const issuedIn = startYear + 1 - level;
  const issuedOn = `${issuedIn}-09-01`;
  return {
    kind: level > 6 ? 'książeczka' : 'karta',
    number: `${index + 1}/${issuedIn}`,
    issuedOn: issuedOn < registerOn ? issuedOn : registerOn,
    validUntil: `${startYear + 1}-09-30`,
  };
}

/** The last 30 September that has passed. */
function expired(today: string): Pick<DemoPaperId, 'validUntil'> {
  const year = Number(today.slice(0, 4));
  return { validUntil: `${today.slice(5) > '09-30' ? year : year - 1}-09-30` };
}

const WEIGHTS = [1, 3, 7, 9, 1, 3, 7, 9, 1, 3];

/** A PESEL with the right check digit whose serial is 0000 or 0001: seen at once to be nobody's. */
function demoPesel(bornOn: string, isGirl: boolean): string {
  const [year = '', month = '', day = ''] = bornOn.split('-');
  const ten = `${year.slice(2)}${Number(month) + 20}${day}000${isGirl ? 0 : 1}`;
  const sum = WEIGHTS.reduce((total, weight, place) => total + weight * Number(ten[place]), 0);
  return `${ten}${(10 - (sum % 10)) % 10}`;
}
