import './card.css';
import { formatShortDay } from '@mleg/i18n/format';
import { m } from '@mleg/i18n/messages';
import type { VNode } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import { CARD_HEIGHT, CARD_WIDTH, drawGuilloche } from './guilloche.ts';
import type { ShownCard } from './read-card.ts';
import { useNow } from './use-now.ts';
import { useTilt } from './use-tilt.ts';

/** The clock that a screenshot does not have. Not read aloud: it would never stop. */
function LiveClock(): VNode {
  const time = new Date(useNow()).toLocaleTimeString('pl-PL', { timeZone: 'Europe/Warsaw' });
  return (
    <span class="id-clock" aria-hidden="true">
      {time}
    </span>
  );
}

function Pattern({ hash }: { readonly hash: Uint8Array }): VNode {
  const { waves, rosette } = useMemo(() => drawGuilloche(hash), [hash]);
  return (
    <svg
      class="id-pattern"
      viewBox={`0 0 ${CARD_WIDTH} ${CARD_HEIGHT}`}
      preserveAspectRatio="xMidYMid slice"
      aria-hidden="true"
    >
      <path class="id-waves" d={waves} />
      <path class="id-rosette" d={rosette} />
    </svg>
  );
}

const DEMO_BAND = 'DEMO · '.repeat(12);

/** What lies under the words: the pattern, and a demonstration's mark across it by a signed claim (design.md 1.1). */
function Ground({ hash, isDemo }: { readonly hash: Uint8Array; readonly isDemo: boolean }): VNode {
  return (
    <div class="id-ground" aria-hidden="true">
      <Pattern hash={hash} />
      {isDemo ? (
        <>
          <span class="id-demo">{DEMO_BAND}</span>
          <span class="id-demo low">{DEMO_BAND}</span>
        </>
      ) : null}
    </div>
  );
}

/** The ID as a card: only what the issuer signed. No tick and no verdict: that is the verifier's (design.md 1.1). */
export function IdCard({ shown, isOff }: { readonly shown: ShownCard; readonly isOff: boolean }): VNode {
  const { card, pattern } = shown;
  const box = useRef<HTMLElement>(null);
  useTilt(box);
  const picture = card.pictureUrl ?? card.pictureLowUrl;
  const status = card.pupilStatus === 'graduated' ? m.wallet_status_graduated() : m.wallet_status_pupil();
  return (
    <article class={isOff ? 'id-card off' : 'id-card'} aria-label={m.wallet_card_label()} ref={box}>
      <Ground hash={pattern} isDemo={card.isDemo} />
      <p class="id-head">
        <span>{m.wallet_card_kind()}</span>
        <LiveClock />
      </p>
      {picture === undefined ? null : (
        <img class="id-portrait" src={picture} alt={m.wallet_portrait_alt()} width="105" height="135" />
      )}
      <div class="id-facts">
        <h2 class="id-name" lang="pl">
          {card.givenNames} <span class="id-surname">{card.familyName}</span>
        </h2>
        <p>
          {status}
          {card.documentNumber === undefined
            ? null
            : ` · ${m.wallet_card_number({ number: card.documentNumber })}`}
        </p>
        {card.validUntil === undefined ? null : (
          <p class="id-until">{m.wallet_card_valid_until({ day: formatShortDay(card.validUntil) })}</p>
        )}
      </div>
      <p class="id-school" lang="pl">
        {card.school?.name}
      </p>
      {card.isDemo ? <p class="visually-hidden">DEMO</p> : null}
    </article>
  );
}
