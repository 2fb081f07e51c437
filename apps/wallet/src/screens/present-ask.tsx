import { sensitiveClaimNames } from '@mleg/core/credential/school-id-claims';
import type { VerifiedRequest } from '@mleg/core/openid4vp/verify-request';
import { m } from '@mleg/i18n/messages';
import { PageTitle } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { claimWords } from '../claim-words.ts';
import { type Match, verifierName } from '../present/answer-request.ts';
import { PinGate } from './pin-gate.tsx';

const isSensitive = (name: string): boolean => sensitiveClaimNames.some((one) => one === name);

function Optional({
  names,
  ticked,
  onTick,
}: {
  readonly names: readonly string[];
  readonly ticked: readonly string[];
  readonly onTick: (name: string, isTicked: boolean) => void;
}): VNode | null {
  if (names.length === 0) return null;
  return (
    <fieldset>
      <legend>{m.wallet_present_optional()}</legend>
      <p class="quiet">{m.wallet_present_optional_hint()}</p>
      {names.map((name) => (
        <label key={name} class="tick">
          <input
            type="checkbox"
            checked={ticked.includes(name)}
            onChange={(event) => onTick(name, event.currentTarget.checked)}
          />
          <span>{claimWords(name)}</span>
        </label>
      ))}
    </fieldset>
  );
}

type PresentAskProps = {
  readonly request: VerifiedRequest;
  readonly match: Match;
  readonly onShare: (disclose: readonly string[]) => void;
  readonly onDecline: () => void;
};

/** Who asks, for what; PESEL and address only ticked one by one, and only after the PIN (design.md 1.2, rules.md C8). */
export function PresentAsk({ request, match, onShare, onDecline }: PresentAskProps): VNode {
  const [ticked, setTicked] = useState<readonly string[]>([]);
  const [isAskingPin, askPin] = useState(false);
  const demanded = match.required.filter(isSensitive);
  const disclose = [...match.required, ...ticked];
  const share = (): void => {
    if (disclose.some(isSensitive)) askPin(true);
    else onShare(disclose);
  };
  const tick = (name: string, isTicked: boolean): void =>
    setTicked(isTicked ? [...ticked, name] : ticked.filter((one) => one !== name));
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
          <li key={claim}>{claimWords(claim)}</li>
        ))}
      </ul>
      {demanded.length === 0 ? null : (
        <p class="notice bad">
          {m.wallet_present_demands_sensitive({ claims: demanded.map(claimWords).join(', ') })}
        </p>
      )}
      <Optional names={match.optional} ticked={ticked} onTick={tick} />
      {isAskingPin ? (
        <PinGate onOpen={() => onShare(disclose)} />
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
