import type { LetterDetail } from '@mleg/contract/mailbox';
import { formatDay } from '@mleg/i18n/format';
import { m } from '@mleg/i18n/messages';
import { ProblemNotice } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { useId, useState } from 'preact/hooks';
import { listPupils } from '../api.ts';
import { Section } from '../parts/section.tsx';
import { useAction } from '../use-action.ts';
import { clueText } from './letter-words.ts';

type Pupil = NonNullable<LetterDetail['pupil']>;
/** One child of a letter as the person at the desk sees it now. */
export type Choice = { readonly pupil: Pupil | undefined; readonly fileId: string | null };

/** What is proposed, as first choices; one to be made where nothing is. */
export function choicesOf({ proposals, uploads }: LetterDetail): readonly Choice[] {
  const pictures = uploads.filter(({ url }) => url !== null);
  if (proposals.length === 0)
    return [{ pupil: undefined, fileId: pictures.length === 1 ? (pictures[0]?.id ?? null) : null }];
  return proposals.map(({ pupil, fileId }) => ({
    pupil: pupil ?? undefined,
    fileId: pictures.some(({ id }) => id === fileId) ? fileId : null,
  }));
}

/** Whom the letter is about, why we think so, and which picture is whose. */
export function LetterPupils(props: {
  readonly letter: LetterDetail;
  readonly choices: readonly Choice[];
  readonly onChoose: (choices: readonly Choice[]) => void;
}): VNode {
  const { letter, choices, onChoose } = props;
  const set = (at: number, choice: Choice): void =>
    onChoose(choices.map((one, index) => (index === at ? choice : one)));
  return (
    <Section title={m.panel_letter_about()}>
      {choices.map((choice, at) => (
        <OnePupil
          // The places of a letter's children do not change.
          key={at}
          letter={letter}
          proposal={letter.proposals[at]}
          choice={choice}
          onChoose={(next) => set(at, next)}
        />
      ))}
    </Section>
  );
}

type OneProps = {
  readonly letter: LetterDetail;
  readonly proposal: LetterDetail['proposals'][number] | undefined;
  readonly choice: Choice;
  readonly onChoose: (choice: Choice) => void;
};

function OnePupil({ letter, proposal, choice, onChoose }: OneProps): VNode {
  const [isSearching, setSearching] = useState(choice.pupil === undefined && !proposal?.candidates.length);
  const isProposed = choice.pupil !== undefined && choice.pupil.id === proposal?.pupil?.id;
  const choose = (pupil: Pupil): void => {
    setSearching(false);
    onChoose({ ...choice, pupil });
  };
  return (
    <div class="letter-pupil">
      {choice.pupil === undefined ? null : (
        <p class="letter-pupil-name">
          <b translate={false}>
            {choice.pupil.name}, {choice.pupil.classGroup}
          </b>{' '}
          <span class="quiet">{m.panel_letter_born({ day: formatDay(choice.pupil.birthDate) })}</span>
        </p>
      )}
      {choice.pupil === undefined && proposal !== undefined && proposal.candidates.length > 0 ? (
        <>
          <p>{m.panel_letter_which()}</p>
          <PupilButtons pupils={proposal.candidates} onChoose={choose} />
        </>
      ) : null}
      {choice.pupil === undefined && isSearching ? <p class="quiet">{m.panel_letter_nobody()}</p> : null}
      {isProposed && proposal !== undefined ? <Why proposal={proposal} /> : null}
      {isSearching ? (
        <PupilSearch onChoose={choose} />
      ) : (
        <button type="button" class="plain" onClick={() => setSearching(true)}>
          {m.panel_letter_someone_else()}
        </button>
      )}
      <PhotoChoice letter={letter} choice={choice} onChoose={onChoose} />
    </div>
  );
}

function Why({ proposal }: { readonly proposal: LetterDetail['proposals'][number] }): VNode {
  return (
    <>
      {proposal.hasHomonyms ? (
        <div class="notice warn">
          <p>{m.panel_letter_namesakes()}</p>
        </div>
      ) : null}
      {proposal.clues.length === 0 ? null : (
        <details class="letter-why" open={proposal.clues.some(({ agrees }) => !agrees)}>
          <summary>{m.panel_letter_why()}</summary>
          <ol>
            {proposal.clues.map((clue) => (
              <li key={`${clue.where} ${clue.what}`} class={clue.agrees ? '' : 'differs'}>
                {clueText(clue)}
              </li>
            ))}
          </ol>
        </details>
      )}
    </>
  );
}

function PupilButtons(props: {
  readonly pupils: readonly Pupil[];
  readonly onChoose: (pupil: Pupil) => void;
}): VNode {
  return (
    <ul class="letter-candidates">
      {props.pupils.map((pupil) => (
        <li key={pupil.id}>
          <button type="button" onClick={() => props.onChoose(pupil)}>
            <span translate={false}>
              {pupil.name}, {pupil.classGroup}
            </span>{' '}
            <span class="quiet">{m.panel_letter_born({ day: formatDay(pupil.birthDate) })}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

const SHOWN_MAX = 12;

function PupilSearch({ onChoose }: { readonly onChoose: (pupil: Pupil) => void }): VNode {
  const id = useId();
  const [typed, setTyped] = useState('');
  const [found, setFound] = useState<readonly Pupil[]>();
  const { run, error } = useAction();
  const search = (event: Event): void => {
    event.preventDefault();
    const q = typed.trim();
    if (q === '') return;
    void run(async () => {
      const { pupils } = await listPupils({ q, classGroup: '', filter: '' });
      setFound(
        pupils.slice(0, SHOWN_MAX).map(({ id: pupilId, name, classGroup, birthDate }) => ({
          ...{ id: pupilId, name, classGroup, birthDate },
        })),
      );
    });
  };
  return (
    <form class="letter-search" onSubmit={search}>
      <label for={id}>{m.panel_letter_search()}</label>
      <span class="row">
        <input
          id={id}
          type="search"
          autocomplete="off"
          maxLength={100}
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
        <button type="submit">{m.panel_letter_search_button()}</button>
      </span>
      {error === undefined ? null : <ProblemNotice error={error} />}
      <div role="status">{found?.length === 0 ? m.panel_letter_search_none() : null}</div>
      {found === undefined || found.length === 0 ? null : <PupilButtons pupils={found} onChoose={onChoose} />}
    </form>
  );
}

/** Which of the letter's pictures is this child's. */
function PhotoChoice({ letter, choice, onChoose }: Omit<OneProps, 'proposal'>): VNode | null {
  const name = useId();
  const pictures = letter.uploads.filter(({ url }) => url !== null);
  if (pictures.length === 0) return null;
  const options = [...pictures.map(({ id }) => id), null];
  return (
    <fieldset class="letter-photo">
      <legend>{m.panel_letter_photo_of()}</legend>
      {options.map((fileId, at) => (
        <label key={fileId ?? 'none'} class="choice">
          <input
            type="radio"
            name={name}
            checked={choice.fileId === fileId}
            onChange={() => onChoose({ ...choice, fileId })}
          />
          {fileId === null ? m.panel_letter_photo_none() : m.panel_letter_photo_number({ number: at + 1 })}
        </label>
      ))}
    </fieldset>
  );
}
