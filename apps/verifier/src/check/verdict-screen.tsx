import { formatDay, formatShortDay } from '@mleg/i18n/format';
import { m } from '@mleg/i18n/messages';
import { PageTitle } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { Language } from '../frame.tsx';
import { VerdictSign } from '../icons.tsx';
import { readClock } from '../lists/clock.ts';
import { readSettings } from '../settings.ts';
import { signalVerdict } from '../sound.ts';
import type { Finding, Person } from './finding.ts';
import { Photo } from './photo.tsx';
import { checkLines, checkWord, dataText, nextStep, reasonText, verdictWord } from './words.ts';

function ageText({ age, agesReached, birthDate }: Person): string | undefined {
  if (age !== undefined) return m.verifier_age({ count: age });
  if (birthDate !== undefined) return formatDay(birthDate);
  if (agesReached === undefined) return undefined;
  return agesReached.length === 0
    ? m.verifier_ages_none()
    : m.verifier_ages_reached({ ages: agesReached.join(', ') });
}

/** The printed date; beside a verdict that is not green it must not read as a second, better one. */
function PrintedDate({ finding, day }: { readonly finding: Finding; readonly day: string }): VNode {
  const shown = formatShortDay(day);
  if (finding.verdict === 'valid') return <p>{m.verifier_valid_until({ day: shown })}</p>;
  if (finding.verdict === 'unknown') return <p>{m.verifier_printed_until({ day: shown })}</p>;
  return (
    <p>
      <s>{m.verifier_valid_until({ day: shown })}</s> <strong>{m.verifier_does_not_count()}</strong>
    </p>
  );
}

function PersonBox({ finding, person }: { readonly finding: Finding; readonly person: Person }): VNode {
  const age = ageText(person);
  return (
    <div class="person">
      {person.picture === undefined ? null : <Photo picture={person.picture} />}
      <div class="person-main">
        {person.name === undefined ? null : (
          <p class="person-name" lang="pl" translate={false}>
            {person.name}
          </p>
        )}
        {person.school === undefined ? null : <p>{person.school}</p>}
      </div>
      <div class="person-side">
        {age === undefined ? null : <p class="person-age">{age}</p>}
        {finding.validUntil === undefined ? null : <PrintedDate finding={finding} day={finding.validUntil} />}
        {finding.isPupil === false ? <p>{m.verifier_not_pupil()}</p> : null}
        {finding.verdict === 'valid' && person.picture !== undefined ? (
          <p class="verdict-step">{nextStep(finding)}</p>
        ) : null}
      </div>
    </div>
  );
}

const signs = { ok: '✓', failed: '✗', unknown: '?' } as const;

function personRows(person: Person | undefined): [string, string][] {
  const rows: [string, string | undefined][] = [
    [m.verifier_number(), person?.documentNumber],
    [m.verifier_birth_date(), person?.birthDate && formatDay(person.birthDate)],
    [m.verifier_personal_number(), person?.personalNumber],
    [m.verifier_address(), person?.address],
  ];
  return rows.filter((row): row is [string, string] => row[1] !== undefined && row[1] !== '');
}

function Details({ finding }: { readonly finding: Finding }): VNode {
  const { checks, isOnline, dataAt } = finding;
  return (
    <details class="verdict-details">
      <summary>{m.verifier_details()}</summary>
      {checks === undefined ? null : (
        <ul class="check-lines">
          {checkLines.map(([name, label]) => (
            <li key={name}>
              <span class={`check-sign ${checks[name]}`} aria-hidden="true">
                {signs[checks[name]]}
              </span>
              {label()}: {checkWord(checks[name])}
            </li>
          ))}
        </ul>
      )}
      <dl class="person-rows">
        {personRows(finding.person).map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p>
        {isOnline ? m.verifier_made_online() : m.verifier_made_offline()}{' '}
        {dataAt === undefined ? '' : `${dataText(dataAt, readClock().nowAt)}.`}
      </p>
    </details>
  );
}

/** The answer: the whole screen, one colour, one shape, one word. */
export function VerdictScreen({
  finding,
  onNext,
  note,
}: {
  readonly finding: Finding;
  readonly onNext: () => void;
  readonly note?: string;
}): VNode {
  const word = verdictWord(finding.verdict);
  const reason = reasonText(finding);
  useEffect(() => {
    if (readSettings().hasSound) signalVerdict(finding.verdict);
  }, [finding]);
  return (
    // No machine translates a verdict or a name: the words are the app's own, in the languages it has.
    <main class={`verdict ${finding.verdict}`} translate={false}>
      {finding.isDemo ? <p class="verdict-demo">{m.verifier_demo()}</p> : null}
      <div class="verdict-answer">
        <VerdictSign word={finding.verdict} />
        <div role="alert">
          {/* The word alone: a page's title shows in lists of windows, where no person's name belongs. */}
          <PageTitle title={word}>{word}</PageTitle>
          {reason === undefined ? null : <p class="verdict-reason">{reason}</p>}
        </div>
      </div>
      {finding.person === undefined ? null : <PersonBox finding={finding} person={finding.person} />}
      {finding.verdict === 'valid' ? null : <p class="verdict-step">{nextStep(finding)}</p>}
      <Details finding={finding} />
      {note === undefined ? null : <p class="verdict-note">{note}</p>}
      {/* The app has the switch on its other pages; who came by a link has only this one. */}
      {note === undefined ? null : <Language />}
      <div class="verdict-bar">
        <button type="button" class="wide" onClick={onNext}>
          {m.verifier_next()}
        </button>
      </div>
    </main>
  );
}
