import type { LetterList, LetterRow, LetterTab } from '@mleg/contract/mailbox';
import { formatTime } from '@mleg/i18n/format';
import { m } from '@mleg/i18n/messages';
import { Loading, PageTitle, ProblemNotice } from '@mleg/ui/parts.tsx';
import { go, type Place } from '@mleg/ui/router';
import { type Answered, useAnswer } from '@mleg/ui/use-answer';
import type { VNode } from 'preact';
import { useContext, useEffect, useRef, useState } from 'preact/hooks';
import { listLetters, tryMailbox } from '../api.ts';
import { KeyHelp } from '../parts/key-help.tsx';
import { ShowMore } from '../parts/show-more.tsx';
import { StaleNotice } from '../parts/stale-notice.tsx';
import { type More, useMore } from '../parts/use-more.ts';
import { stepFrom } from '../queue/queue-walk.ts';
import { useKeySetting } from '../queue/use-queue-keys.ts';
import { RoleOfSession } from '../roles.ts';
import { useAction } from '../use-action.ts';
import { useWide } from '../use-wide.ts';
import { LetterPane } from './letter-pane.tsx';
import { LettersOf, letterRowId } from './letter-rows.tsx';
import { letterTabWords, mailboxProblemWords } from './letter-words.ts';
import { MailboxLogin } from './mailbox-login.tsx';
import { useFresh } from './use-fresh.ts';
import { useLetterKeys } from './use-letter-keys.ts';
import '../styles/mailbox.css';

const TABS = Object.keys(letterTabWords) as LetterTab[];
/** The server sends as many at once. */
const PAGE = 100;

const letterAddress = (id: string, tab: LetterTab): string => `/mailbox/${id}?tab=${tab}`;

function tabOf(place: Place): LetterTab {
  const wanted = place.query.get('tab');
  return TABS.find((tab) => tab === wanted) ?? 'to_confirm';
}

/** The school's mailbox: letters that came by themselves, and beside them the letter in hand. */
export function MailboxPage({
  place,
  letterId,
}: {
  readonly place: Place;
  readonly letterId: string;
}): VNode {
  const tab = tabOf(place);
  const isWide = useWide();
  const asked = useAnswer(`letters ${tab}`, () => listLetters(tab));
  useFresh(asked.reload);
  const more = useMore(asked.answer?.letters, async (from) => (await listLetters(tab, from)).letters);
  const walk = useLetterWalk(more.items, letterId);
  useFirstLetter(isWide && letterId === '', tab, asked);
  const next = walk(1);
  return (
    <div class={isWide ? 'queue-and-case' : 'page'}>
      {isWide || letterId === '' ? <LetterQueue {...{ tab, letterId, asked, more, walk }} /> : null}
      {letterId === '' ? null : (
        <LetterPane
          key={letterId}
          id={letterId}
          isPage={!isWide}
          backTo={isWide ? undefined : `/mailbox?tab=${tab}`}
          next={next === undefined ? undefined : letterAddress(next, tab)}
          onChanged={asked.reload}
        />
      )}
      {isWide && letterId === '' ? (
        <section class="case empty-case" aria-label={m.panel_letter_label()}>
          <p class="quiet">{more.items.length === 0 ? m.panel_letter_teach() : m.panel_letter_choose()}</p>
        </section>
      ) : null}
    </div>
  );
}

type Walk = (step: 1 | -1) => string | undefined;

/** The letters before and after the one in hand; the place of one that was just settled is remembered. */
function useLetterWalk(letters: readonly LetterRow[], letterId: string): Walk {
  const stood = useRef({ id: '', at: -1 });
  const at = letters.findIndex(({ id }) => id === letterId);
  if (at >= 0) stood.current = { id: letterId, at };
  const left = stood.current.id === letterId ? stood.current.at : -1;
  return (step) => {
    const next = stepFrom(at, left, step, letters.length);
    return next === undefined ? undefined : letters[next]?.id;
  };
}

function LetterQueue(props: {
  readonly tab: LetterTab;
  readonly letterId: string;
  readonly asked: Answered<LetterList>;
  readonly more: More<LetterRow>;
  readonly walk: Walk;
}): VNode {
  const { tab, letterId, asked, more, walk } = props;
  const { answer } = asked;
  const [hasKeys, setKeys] = useKeySetting();
  useLetterKeys(hasKeys, {
    onStep: (step) => {
      const next = walk(step);
      if (next === undefined) return;
      document.getElementById(letterRowId(next))?.focus();
      go(letterAddress(next, tab), { replace: letterId !== '' });
    },
    onConfirm: () => document.querySelector<HTMLElement>('.letter-actions .primary')?.click(),
  });
  return (
    <section class="queue">
      <PageTitle title={m.panel_title({ page: `${m.panel_nav_mailbox()}: ${letterTabWords[tab]()}` })}>
        {m.panel_nav_mailbox()}
      </PageTitle>
      {answer === undefined ? null : <Connection list={answer} onTried={asked.reload} />}
      <Tabs tab={tab} list={answer} />
      <StaleNotice of={asked} text={m.panel_letter_failed()} />
      {answer === undefined && asked.isLoading ? <Loading /> : null}
      {answer === undefined ? null : (
        <>
          <LettersOf letters={more.items} letterId={letterId} addressOf={(id) => letterAddress(id, tab)} />
          <ShowMore of={more} total={answer.total} page={PAGE} />
        </>
      )}
      <KeyHelp isOn={hasKeys} setOn={setKeys}>
        <kbd>J</kbd> <kbd>K</kbd> {m.panel_letter_keys()} <kbd>A</kbd> {m.panel_letter_keys_confirm()}
      </KeyHelp>
    </section>
  );
}

function Tabs({ tab, list }: { readonly tab: LetterTab; readonly list: LetterList | undefined }): VNode {
  return (
    <nav class="tabs" aria-label={m.panel_letter_tabs_label()}>
      <ul>
        {TABS.map((one) => (
          <li key={one}>
            <a href={`/mailbox?tab=${one}`} {...(one === tab ? { 'aria-current': 'page' as const } : {})}>
              {letterTabWords[one]()}
              {list === undefined ? null : <span class="count">{list.counts[one]}</span>}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** How the mailbox itself is: which, when it was looked into, what is wrong with it, or how to connect one. */
function Connection(props: { readonly list: LetterList; readonly onTried: () => void }): VNode {
  const { mailbox } = props.list;
  const isHead = useContext(RoleOfSession) === 'head_teacher';
  const [works, setWorks] = useState<string>();
  const { run, isBusy, error } = useAction();
  if (mailbox === null)
    return (
      <div class="notice">
        <p>{m.panel_mailbox_off()}</p>
        {isHead ? (
          <MailboxLogin isConnected={false} onChanged={props.onTried} />
        ) : (
          <p>{m.panel_mailbox_off_ask()}</p>
        )}
      </div>
    );
  const { address, checkedAt, problem } = mailbox;
  const tryIt = (): Promise<boolean> =>
    run(async () => {
      const { problem: found, waiting } = await tryMailbox();
      setWorks(found === null ? m.panel_mailbox_works({ count: waiting }) : mailboxProblemWords[found]());
      props.onTried();
    });
  return (
    <>
      {problem === null ? null : (
        <div class="notice bad" role="alert">
          <p>{mailboxProblemWords[problem]()}</p>
        </div>
      )}
      {error === undefined ? null : <ProblemNotice error={error} />}
      <p class="quiet mailbox-line">
        <span translate={false}>
          {checkedAt === null
            ? m.panel_mailbox_never({ address })
            : m.panel_mailbox_checked({ address, at: formatTime(checkedAt) })}
        </span>{' '}
        <button type="button" class="plain" aria-disabled={isBusy} onClick={() => void tryIt()}>
          {m.panel_mailbox_try()}
        </button>
        <span role="status">{works}</span>
      </p>
      {isHead ? <MailboxLogin isConnected onChanged={props.onTried} /> : null}
    </>
  );
}

/** The right-hand side shows a letter: the first of the tab, until somebody chooses another. */
function useFirstLetter(isWanted: boolean, tab: LetterTab, list: Answered<LetterList>): void {
  const first = list.isLoading ? undefined : list.answer?.letters[0]?.id;
  useEffect(() => {
    if (isWanted && first !== undefined) go(letterAddress(first, tab), { replace: true });
  }, [isWanted, first, tab]);
}
