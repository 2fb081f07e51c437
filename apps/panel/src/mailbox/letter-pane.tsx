import type { LetterDetail } from '@mleg/contract/mailbox';
import { formatDay, formatMoment } from '@mleg/i18n/format';
import { m } from '@mleg/i18n/messages';
import { Loading, PageTitle, ProblemNotice } from '@mleg/ui/parts.tsx';
import { useAnswer } from '@mleg/ui/use-answer';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { readLetter } from '../api.ts';
import { Section, SectionLevel } from '../parts/section.tsx';
import { photoReasonText } from '../words.ts';
import { LetterActions } from './letter-actions.tsx';
import { type Choice, choicesOf, LetterPupils } from './letter-pupils.tsx';
import { intentWords } from './letter-words.ts';

type PaneProps = {
  readonly id: string;
  readonly isPage: boolean;
  readonly backTo: string | undefined;
  readonly next: string | undefined;
  readonly onChanged: () => void;
};

/** One letter: what it says, whose we think it is and why, and what can be done with it. */
export function LetterPane({ id, isPage, backTo, next, onChanged }: PaneProps): VNode {
  const { answer: letter, error, reload, put } = useAnswer(`letter ${id}`, () => readLetter(id));
  const refresh = (): void => {
    reload();
    onChanged();
  };
  return (
    <section class="case letter-pane" aria-label={m.panel_letter_label()}>
      {backTo === undefined ? null : (
        <a class="back" href={backTo}>
          {m.panel_letter_back()}
        </a>
      )}
      {error === undefined ? null : <ProblemNotice error={error} onRetry={reload} />}
      {letter === undefined ? null : (
        <SectionLevel.Provider value={isPage ? 2 : 3}>
          <Head letter={letter} isPage={isPage} />
          <Body
            // What was chosen belongs to this state of the letter.
            key={letter.version}
            letter={letter}
            next={next}
            onChanged={(after) => {
              put(after);
              onChanged();
            }}
            onGone={onChanged}
            onStale={refresh}
          />
        </SectionLevel.Provider>
      )}
      {letter === undefined && error === undefined ? <Loading /> : null}
    </section>
  );
}

function Head({ letter, isPage }: { readonly letter: LetterDetail; readonly isPage: boolean }): VNode {
  const subject = <span translate={false}>{letter.subject || m.panel_letter_no_subject()}</span>;
  const { name, email, known } = letter.sender;
  return (
    <header class="case-head">
      {isPage ? (
        <PageTitle title={m.panel_title({ page: m.panel_letter_label() })}>{subject}</PageTitle>
      ) : (
        <h2>{subject}</h2>
      )}
      <p class="case-facts">
        <span translate={false}>{[name, email].filter(Boolean).join(', ')}</span>
        <span class={known ? 'chip good' : 'chip warn'}>
          {known ? m.panel_letter_from_known() : m.panel_letter_from_unknown()}
        </span>
        <time dateTime={letter.at}>{formatMoment(letter.at)}</time>
        <span>{intentWords[letter.intent]()}</span>
      </p>
    </header>
  );
}

type BodyProps = {
  readonly letter: LetterDetail;
  readonly next: string | undefined;
  readonly onChanged: (after: LetterDetail) => void;
  readonly onGone: () => void;
  readonly onStale: () => void;
};

function Body(props: BodyProps): VNode {
  const { letter } = props;
  const [choices, setChoices] = useState<readonly Choice[]>(() => choicesOf(letter));
  const isOpen = letter.state !== 'done';
  return (
    <>
      {letter.decision === 'urgent_revoke' && isOpen ? (
        <div class="notice bad">
          <p>{m.panel_letter_urgent_text()}</p>
        </div>
      ) : null}
      <Section title={m.panel_letter_text()}>
        <p class="letter-text" translate={false}>
          {letter.body}
        </p>
        {letter.isCut ? <p class="quiet">{m.panel_letter_cut()}</p> : null}
      </Section>
      <Files letter={letter} />
      {isOpen ? <LetterPupils letter={letter} choices={choices} onChoose={setChoices} /> : null}
      <Outcome letter={letter} />
      <LetterActions {...props} choices={choices} />
      {letter.receipt === null ? null : (
        <details class="letter-receipt">
          <summary>{m.panel_letter_receipt()}</summary>
          <p class="quiet">
            <span translate={false}>{m.panel_letter_receipt_to({ to: letter.receipt.to })}</span> ·{' '}
            {letter.receipt.sentAt === null
              ? m.panel_letter_receipt_waits()
              : formatMoment(letter.receipt.sentAt)}
          </p>
          <p class="letter-text" translate={false}>
            {letter.receipt.text}
          </p>
        </details>
      )}
      <p class="quiet">{m.panel_letter_effect_delete({ day: formatDay(letter.deletedOn) })}</p>
    </>
  );
}

function Files({ letter }: { readonly letter: LetterDetail }): VNode | null {
  if (letter.uploads.length === 0) return null;
  let number = 0;
  return (
    <Section title={m.panel_letter_files()}>
      <ul class="letter-files">
        {letter.uploads.map(({ id, name, url, reasons }) => {
          if (url !== null) number += 1;
          return (
            <li key={id}>
              {url === null ? null : (
                <img src={url} alt={m.panel_letter_photo_number({ number })} width={105} height={135} />
              )}
              <span>
                <span class="file-name" translate={false}>
                  {name}
                </span>
                <span class={url === null || reasons.length > 0 ? 'chip warn' : 'chip good'}>
                  {fileText(url, reasons)}
                </span>
              </span>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

function fileText(url: string | null, reasons: readonly string[]): string {
  if (url === null) return m.panel_letter_file_none({ reason: (reasons[0] ?? '').replaceAll('_', ' ') });
  return reasons.length === 0 ? m.panel_letter_file_ok() : reasons.map(photoReasonText).join(', ');
}

/** What came of it: the cases. */
function Outcome({ letter }: { readonly letter: LetterDetail }): VNode | null {
  if (letter.state !== 'done' || letter.orders.length === 0) return null;
  return (
    <ul class="plain-list">
      {letter.orders.map(({ id, caseNumber, pupilName }) => (
        <li key={id}>
          <a href={`/orders/${id}`} translate={false}>
            {m.panel_letter_open_case({ number: caseNumber, name: pupilName })}
          </a>
        </li>
      ))}
    </ul>
  );
}
