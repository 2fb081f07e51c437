import { sensitiveClaimNames } from '@mleg/core/credential/school-id-claims';
import type { VerifiedRequest } from '@mleg/core/openid4vp/verify-request';
import { m } from '@mleg/i18n/messages';
import { PageTitle } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { claimValue, claimWords } from '../claim-words.ts';
import { type Choice, type Match, verifierName } from '../present/answer-request.ts';
import { PinGate } from './pin-gate.tsx';

const isSensitive = (name: string): boolean => sensitiveClaimNames.some((one) => one === name);

type Held = Match['held'];

/** One claim as it will be sent: what it is called and what it says. PESEL and address are not shown before the PIN. */
function ClaimLine({ name, held }: { readonly name: string; readonly held: Held }): VNode {
  const value = isSensitive(name) ? undefined : claimValue(name, held[name]);
  return (
    <>
      {claimWords(name)}
      {value === undefined ? null : (
        <>
          {': '}
          <strong translate={false}>{value}</strong>
        </>
      )}
    </>
  );
}

type OptionalProps = {
  readonly match: Match;
  readonly ticked: readonly Choice[];
  readonly onTick: (choice: Choice, isTicked: boolean) => void;
};

function Optional({ match, ticked, onTick }: OptionalProps): VNode | null {
  if (match.choices.length === 0) return null;
  return (
    <fieldset>
      <legend>{m.wallet_present_optional()}</legend>
      <p class="quiet">{m.wallet_present_optional_hint()}</p>
      {match.choices.map((choice) => (
        <label key={choice.names.join(' ')} class="tick">
          <input
            type="checkbox"
            checked={ticked.includes(choice)}
            onChange={(event) => onTick(choice, event.currentTarget.checked)}
          />
          <span>
            {choice.names.map((name, index) => (
              <span key={name}>
                {index === 0 ? '' : ', '}
                <ClaimLine name={name} held={match.held} />
              </span>
            ))}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

type PresentAskProps = {
  readonly request: VerifiedRequest;
  readonly match: Match;
  readonly onShare: (chosen: readonly Choice[]) => void;
  readonly onDecline: () => void;
};

/** Who asks, for what; PESEL and address only ticked one by one, and only after the PIN (design.md 1.2, rules.md C8). */
export function PresentAsk({ request, match, onShare, onDecline }: PresentAskProps): VNode {
  const [ticked, setTicked] = useState<readonly Choice[]>([]);
  const [isAskingPin, askPin] = useState(false);
  const demanded = match.required.filter(isSensitive);
  const share = (): void => {
    const names = [...match.required, ...ticked.flatMap((choice) => choice.names)];
    if (names.some(isSensitive)) askPin(true);
    else onShare(ticked);
  };
  const tick = (choice: Choice, isTicked: boolean): void =>
    setTicked(isTicked ? [...ticked, choice] : ticked.filter((one) => one !== choice));
  const { host, name } = request.verifier;
  return (
    <>
      <PageTitle title={m.wallet_present_title()}>
        {m.wallet_present_asks({ verifier: verifierName(request) })}
      </PageTitle>
      {name === undefined ? (
        <p class="notice warn">{m.wallet_present_unknown()}</p>
      ) : (
        <p class="quiet">{m.wallet_present_host({ host })}</p>
      )}
      <ul class="claims">
        {match.required.map((claim) => (
          <li key={claim}>
            <ClaimLine name={claim} held={match.held} />
          </li>
        ))}
      </ul>
      <p class="quiet">{m.wallet_present_always()}</p>
      {demanded.length === 0 ? null : (
        <p class="notice bad">
          {m.wallet_present_demands_sensitive({ claims: demanded.map(claimWords).join(', ') })}
        </p>
      )}
      <Optional match={match} ticked={ticked} onTick={tick} />
      {isAskingPin ? (
        <PinGate onOpen={() => onShare(ticked)} />
      ) : (
        <div class="two-buttons">
          <button type="button" class="primary" onClick={share}>
            {m.wallet_present_share()}
          </button>
          <button type="button" onClick={onDecline}>
            {m.wallet_present_decline()}
          </button>
        </div>
      )}
    </>
  );
}
