import './card.css';
import { currentLocale } from '@mleg/i18n/locale';
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

type Label = (inputs?: Record<string, never>, options?: { locale: 'pl' }) => string;

/** Polish first, because who checks reads Polish; the person's own language small beside it. */
function Bilingual({ text }: { readonly text: Label }): VNode {
  const locale = currentLocale();
  return (
    <>
      <span lang="pl">{text({}, { locale: 'pl' })}</span>
      {locale === 'pl' ? null : (
        <small class="id-other" lang={locale}>
          {' / '}
          {text()}
        </small>
      )}
    </>
  );
}

/** The ID as a card: only what the issuer signed. No tick and no verdict: that is the verifier's (design.md 1.1). */
export function IdCard({ shown, isOff }: { readonly shown: ShownCard; readonly isOff: boolean }): VNode {
  const { card, pattern } = shown;
  const box = useRef<HTMLElement>(null);
  useTilt(box);
  const picture = card.pictureUrl ?? card.pictureLowUrl;
  const status: Label = card.pupilStatus === 'graduated' ? m.wallet_status_graduated : m.wallet_status_pupil;
  return (
    // A page's translation must not turn a name, a number or the clock into something else.
    <article
      class={isOff ? 'id-card off' : 'id-card'}
      aria-label={m.wallet_card_label()}
      ref={box}
      translate={false}
    >
      <Ground hash={pattern} isDemo={card.isDemo} />
      <p class="id-head">
        <span>
          <Bilingual text={m.wallet_card_kind} />
        </span>
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
          <Bilingual text={status} />
          {card.documentNumber === undefined
            ? null
            : ` · ${m.wallet_card_number({ number: card.documentNumber }, { locale: 'pl' })}`}
        </p>
        {card.validUntil === undefined ? null : (
          <p class="id-until">
            <Bilingual text={m.wallet_data_valid_until} /> {formatPolishDay(card.validUntil)}
          </p>
        )}
      </div>
      <p class="id-school" lang="pl">
        {card.school?.name}
      </p>
      {card.isDemo ? <p class="visually-hidden">DEMO</p> : null}
    </article>
  );
}

/** `30.09.2027`, as the paper ID says it, in every language. */
function formatPolishDay(on: string): string {
  return on.split('-').reverse().join('.');
}
