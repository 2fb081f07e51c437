import type { CheckCreated, CheckState } from '@mleg/contract/check';
import { m } from '@mleg/i18n/messages';
import { ApiError, callApi } from '@mleg/ui/call-api';
import { groupDigits, PageTitle } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Live } from './live.tsx';
import { useModule } from './use-module.ts';

const POLL_MS = 1000;
/** The life of a request; our server says the same, and its word counts. */
const LIFE_SECONDS = 120;

type Phase = Exclude<CheckState['state'], 'done'> | 'lost';

/** Asks for the state each second until it is final. @returns ends it */
function poll(created: CheckCreated, tell: (state: CheckState | 'lost' | 'gone') => void): () => void {
  let isGone = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ask = async (): Promise<void> => {
    const answer = await callApi<CheckState>('GET', `/api/checks/${created.id}`, undefined, {
      authorization: `Bearer ${created.secret}`,
    }).catch((error: unknown) => (error instanceof ApiError && error.type === 'not_found' ? 'gone' : 'lost'));
    if (isGone) return;
    tell(answer as CheckState | 'lost' | 'gone');
    const state = typeof answer === 'string' ? answer : (answer as CheckState).state;
    if (state === 'waiting' || state === 'opened' || state === 'lost')
      timer = setTimeout(() => void ask(), POLL_MS);
  };
  void ask();
  return () => {
    isGone = true;
    clearTimeout(timer);
  };
}

function nextPhase(now: Phase, said: 'lost' | 'gone'): Phase {
  if (said === 'gone') return 'expired';
  return now === 'expired' ? now : 'lost';
}

/** Seconds until the request's end, counted here: nobody's clock but this page's own pace matters. */
function useSecondsLeft(): number {
  const [startedAt] = useState(() => performance.now());
  const [left, setLeft] = useState(LIFE_SECONDS);
  useEffect(() => {
    const timer = setInterval(() => {
      setLeft(Math.max(0, LIFE_SECONDS - Math.floor((performance.now() - startedAt) / 1000)));
    }, 500);
    return () => clearInterval(timer);
  }, [startedAt]);
  return left;
}

function formatLeft(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

function Request({ created }: { readonly created: CheckCreated }): VNode {
  const { module } = useModule(() => import('@mleg/ui/qr-code.tsx'));
  return (
    <div class="ask-code">
      {module === undefined ? (
        <div class="ask-qr empty" />
      ) : (
        <module.QrCode class="ask-qr" text={created.request} label={m.verifier_ask_qr()} />
      )}
      <div>
        <p class="ask-digits" translate={false}>
          <span class="visually-hidden">{m.verifier_ask_digits()}: </span>
          {groupDigits(created.code, 3)}
        </p>
        <p>{m.verifier_ask_show_hint()}</p>
      </div>
    </div>
  );
}

const titles: Record<Phase, () => string> = {
  waiting: m.verifier_ask_show,
  lost: m.verifier_ask_show,
  opened: m.verifier_ask_opened,
  declined: m.verifier_ask_declined,
  expired: m.verifier_ask_expired,
};

function Ended({
  phase,
  onLeave,
}: {
  readonly phase: 'declined' | 'expired';
  readonly onLeave: () => void;
}): VNode {
  return (
    <>
      <p>{phase === 'declined' ? m.verifier_ask_declined_hint() : m.verifier_ask_expired_hint()}</p>
      <button type="button" class="primary" onClick={onLeave}>
        {m.verifier_ask_again()}
      </button>
    </>
  );
}

function Waiting({ created, phase }: { readonly created: CheckCreated; readonly phase: Phase }): VNode {
  const left = useSecondsLeft();
  if (phase === 'opened') {
    return (
      <p key="opened" role="status">
        {m.verifier_ask_opened_hint()}
      </p>
    );
  }
  return (
    <>
      <Request created={created} />
      <p class="ask-state" role="status">
        <Live text={phase === 'lost' ? m.verifier_ask_lost() : m.verifier_ask_waiting()} />
      </p>
      <p class="quiet" aria-hidden="true">
        <Live text={m.verifier_ask_left({ time: formatLeft(left) })} />
      </p>
    </>
  );
}

/** The request on the screen: QR code, digits, what the holder is doing, the time left, and the way back. */
export function AskShow({
  created,
  onDone,
  onLeave,
}: {
  readonly created: CheckCreated;
  readonly onDone: (state: CheckState) => void;
  readonly onLeave: () => void;
}): VNode {
  const [phase, setPhase] = useState<Phase>('waiting');
  const tell = useRef(onDone);
  tell.current = onDone;
  useEffect(() => {
    // Without a network nobody says that the time is over.
    const end = setTimeout(
      () => setPhase((now) => (now === 'opened' ? now : 'expired')),
      LIFE_SECONDS * 1000,
    );
    const stop = poll(created, (state) => {
      if (typeof state === 'string') setPhase((now) => nextPhase(now, state));
      else if (state.state === 'done') tell.current(state);
      else setPhase(state.state);
    });
    return () => {
      clearTimeout(end);
      stop();
    };
  }, [created]);
  const title = titles[phase]();
  return (
    <div class="stack">
      {/* The title changes with the phase and takes the focus: that is how a screen reader hears of it. */}
      <PageTitle key={title} title={title}>
        {title}
      </PageTitle>
      {phase === 'declined' || phase === 'expired' ? (
        <Ended phase={phase} onLeave={onLeave} />
      ) : (
        <>
          <Waiting created={created} phase={phase} />
          <button type="button" class="wide" onClick={onLeave}>
            {m.common_cancel()}
          </button>
        </>
      )}
    </div>
  );
}
