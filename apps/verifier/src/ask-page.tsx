import type { CheckCreated } from '@mleg/contract/check';
import { m } from '@mleg/i18n/messages';
import { ApiError, callApi } from '@mleg/ui/call-api';
import { PageTitle, ProblemNotice } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { AskShow } from './ask-show.tsx';
import type { Finding } from './check/finding.ts';
import { findingOfCheck } from './check/finding.ts';
import { VerdictScreen } from './check/verdict-screen.tsx';
import { Frame } from './frame.tsx';
import { readClock } from './lists/clock.ts';
import { rememberCheck } from './same-device.ts';

type Profile = 'ticket' | 'cinema' | 'library' | 'full';
type Asked = { readonly created: CheckCreated; readonly finding: Finding | undefined };

const profiles: readonly { name: Profile; label: () => string; hint: () => string }[] = [
  { name: 'ticket', label: m.verifier_profile_ticket, hint: m.verifier_profile_ticket_hint },
  { name: 'cinema', label: m.verifier_profile_cinema, hint: m.verifier_profile_cinema_hint },
  { name: 'library', label: m.verifier_profile_library, hint: m.verifier_profile_library_hint },
  { name: 'full', label: m.verifier_profile_full, hint: m.verifier_profile_full_hint },
];

function ChooseProfile({
  onStart,
  error,
}: {
  readonly onStart: (profile: Profile, isHere: boolean) => void;
  readonly error: ApiError | undefined;
}): VNode {
  const [chosen, setChosen] = useState<Profile>('ticket');
  const submit = (event: Event): void => {
    event.preventDefault();
    onStart(chosen, false);
  };
  return (
    <form class="stack" onSubmit={submit}>
      <p>{m.verifier_ask_lead()}</p>
      {error === undefined ? null : (
        <ProblemNotice
          error={error}
          {...(error.type === 'network' ? { text: m.verifier_ask_offline() } : {})}
        />
      )}
      <fieldset>
        <legend>{m.verifier_ask_profile()}</legend>
        {profiles.map(({ name, label, hint }) => (
          <label class="choice card" key={name}>
            <input type="radio" name="profile" checked={chosen === name} onChange={() => setChosen(name)} />
            <span>
              {label()}
              <span class="field-hint">{hint()}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <button type="submit" class="primary wide">
        {m.verifier_ask_start()}
      </button>
      <button type="button" class="wide" onClick={() => onStart(chosen, true)}>
        {m.verifier_ask_here()}
      </button>
    </form>
  );
}

/** V-4: asks for the data over the internet (OpenID4VP): our QR code and 6 digits, then the answer. */
export function AskPage(): VNode {
  const [asked, setAsked] = useState<Asked | undefined>(undefined);
  const [error, setError] = useState<ApiError | undefined>(undefined);
  const start = (profile: Profile, isHere: boolean): void => {
    setError(undefined);
    const json = isHere ? { profile, sameDevice: true } : { profile };
    callApi<CheckCreated>('POST', '/api/checks', { json }).then(
      (created) => {
        if (isHere && rememberCheck(created)) location.assign(created.request);
        else setAsked({ created, finding: undefined });
      },
      (cause: unknown) => setError(cause instanceof ApiError ? cause : new ApiError('fault')),
    );
  };
  const leave = (): void => setAsked(undefined);
  if (asked?.finding !== undefined) return <VerdictScreen finding={asked.finding} onNext={leave} />;
  return (
    <Frame>
      {asked === undefined ? (
        <>
          <PageTitle title={m.verifier_ask_title()}>{m.verifier_ask_title()}</PageTitle>
          <ChooseProfile onStart={start} error={error} />
        </>
      ) : (
        <AskShow
          key={asked.created.id}
          created={asked.created}
          onDone={(check) =>
            setAsked({ created: asked.created, finding: findingOfCheck(check, readClock().nowAt) })
          }
          onLeave={leave}
        />
      )}
    </Frame>
  );
}
