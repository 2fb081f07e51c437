import type { LetterRow } from '@mleg/contract/mailbox';
import { formatMoment } from '@mleg/i18n/format';
import { m } from '@mleg/i18n/messages';
import type { VNode } from 'preact';
import { intentWords, whoText } from './letter-words.ts';

/** The DOM id of a letter's link: the keys J and K move the focus there. */
export const letterRowId = (id: string): string => `letter-${id}`;

/** The letters of a tab; when there are none, what would bring one. Every word of a letter is shown as text. */
export function LettersOf(props: {
  readonly letters: readonly LetterRow[];
  readonly letterId: string;
  readonly addressOf: (id: string) => string;
}): VNode {
  const { letters, letterId, addressOf } = props;
  if (letters.length === 0)
    return (
      <div class="empty">
        <p>
          <strong>{m.panel_letter_none()}</strong>
        </p>
        <p class="quiet">{m.panel_letter_teach()}</p>
      </div>
    );
  return (
    <ul class="letters">
      {letters.map((letter) => (
        <li key={letter.id} class={rowClass(letter, letterId)}>
          <a
            id={letterRowId(letter.id)}
            href={addressOf(letter.id)}
            {...(letter.id === letterId ? { 'aria-current': 'true' as const } : {})}
          >
            <span class="letter-sender" translate={false}>
              {letter.sender.name || letter.sender.email}
            </span>
            <time class="quiet" dateTime={letter.at}>
              {formatMoment(letter.at)}
            </time>
            <span class="letter-subject" translate={false}>
              {letter.subject || m.panel_letter_no_subject()}
            </span>
            <span class="letter-about">
              {letter.pupil === null ? null : (
                <b translate={false}>
                  {letter.pupil.name}, {letter.pupil.classGroup}
                </b>
              )}{' '}
              <span class={letter.pupil === null ? 'chip warn' : 'chip'}>{whoText(letter)}</span>{' '}
              <span class="quiet">{intentWords[letter.intent]()}</span>
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}

function rowClass({ id, decision }: LetterRow, letterId: string): string {
  const parts = [id === letterId ? 'current' : '', decision === 'urgent_revoke' ? 'urgent' : ''];
  return parts.filter(Boolean).join(' ');
}
