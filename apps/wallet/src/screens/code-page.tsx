import { proofRefreshSeconds } from '@mleg/core/offline-qr/limits';
import { m } from '@mleg/i18n/messages';
import { PageTitle } from '@mleg/ui/parts.tsx';
import { QrCode } from '@mleg/ui/qr-code.tsx';
import { go } from '@mleg/ui/router';
import type { VNode } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { CardState } from '../card/card-state.ts';
import { cardState } from '../card/card-state.ts';
import { readCard } from '../card/read-card.ts';
import { useNow } from '../card/use-now.ts';
import type { CardRecord } from '../store/records.ts';
import type { Wallet } from '../wallet-state.ts';
import { CardChoice } from './card-choice.tsx';
import { standingKinds } from './standing-kinds.ts';
import { type Code, type CodeKind, useCode } from './use-code.ts';
import { useWakeLock, useWrongClock } from './use-screen.ts';

const nowSeconds = (): number => Math.floor(Date.now() / 1000);

/** The circumference of the ring's circle. */
const RING = 2 * Math.PI * 15;

/** What is left of the code's ten seconds, as a ring and a number. */
function Ring({ madeAt }: { readonly madeAt: number }): VNode {
  const age = Math.max(0, (useNow() - madeAt) / 1000);
  const seconds = Math.max(0, Math.ceil(proofRefreshSeconds - age));
  return (
    <p class="ring" aria-hidden="true">
      <svg viewBox="0 0 36 36" aria-hidden="true">
        <circle class="ring-track" cx="18" cy="18" r="15" />
        <circle
          class="ring-left"
          cx="18"
          cy="18"
          r="15"
          stroke-dasharray={RING}
          stroke-dashoffset={RING * Math.min(1, age / proofRefreshSeconds)}
        />
      </svg>
      {m.wallet_code_next({ seconds })}
    </p>
  );
}

/** What the checker will say of an ID that is not in order, so that nobody is surprised at the door. */
function Warning({ state, isClockWrong }: { state: CardState; isClockWrong: boolean }): VNode | null {
  const texts: string[] = [];
  if (state.kind === 'revoked') texts.push(m.wallet_code_will_fail_revoked());
  if (state.kind === 'suspended') texts.push(m.wallet_code_will_fail_suspended());
  if (state.kind === 'expired') texts.push(m.wallet_code_will_fail_expired());
  if (isClockWrong) texts.push(m.wallet_code_clock());
  if (texts.length === 0) return null;
  return (
    <div class="notice bad" role="alert">
      {texts.map((text) => (
        <p key={text}>{text}</p>
      ))}
    </div>
  );
}

function CodeView({ code }: { readonly code: Code | 'failed' | undefined }): VNode {
  if (code === 'failed') return <p class="notice bad">{m.wallet_code_failed()}</p>;
  return (
    <div class="code-sheet">
      {code === undefined ? (
        <div class="code-space" />
      ) : (
        <>
          <QrCode text={code.text} label={m.wallet_code_label()} />
          <Ring madeAt={code.madeAt} />
        </>
      )}
    </div>
  );
}

const kindWords = {
  ticket: { name: m.wallet_code_kind_ticket, sees: m.wallet_code_sees },
  discount: { name: m.wallet_code_kind_discount, sees: m.wallet_code_sees_discount },
  link: { name: m.wallet_code_kind_camera, sees: m.wallet_code_sees },
} as const satisfies Record<CodeKind, { name: () => string; sees: () => string }>;

function Kinds({
  kinds,
  kind,
  onChoose,
}: {
  readonly kinds: readonly CodeKind[];
  readonly kind: CodeKind;
  readonly onChoose: (kind: CodeKind) => void;
}): VNode {
  return (
    <fieldset class="chips">
      <legend>{m.wallet_code_kind_label()}</legend>
      {kinds.map((one) => (
        <label key={one}>
          <input type="radio" name="kind" checked={kind === one} onChange={() => onChoose(one)} />
          <span>{kindWords[one].name()}</span>
        </label>
      ))}
    </fieldset>
  );
}

function CardCode({ wallet, record }: { readonly wallet: Wallet; readonly record: CardRecord }): VNode {
  const [kind, setKind] = useState<CodeKind>('ticket');
  const code = useCode(record, kind, wallet.config.origins.verifier);
  const isClockWrong = useWrongClock();
  useWakeLock();
  const kinds = useMemo(() => standingKinds(record.offline, nowSeconds()), [record]);
  const validUntil = readCard(record)?.card.validUntil;
  const state = cardState({ validUntil, status: record.status }, nowSeconds());
  if (record.offline.length === 0) return <p class="notice warn">{m.wallet_code_none()}</p>;
  return (
    <>
      <Warning state={state} isClockWrong={isClockWrong} />
      <CodeView code={code === 'failed' || code?.kind === kind ? code : undefined} />
      <p class="code-offline">
        <strong>{m.wallet_code_offline()}.</strong> {m.wallet_code_brightness()}
      </p>
      <Kinds kinds={kinds} kind={kind} onChoose={setKind} />
      <p>{kindWords[kind].sees()}</p>
    </>
  );
}

/** W-5: the code that a checker reads, without a network. */
export function CodePage({ wallet }: { readonly wallet: Wallet }): VNode | null {
  const { shown } = wallet;
  useEffect(() => {
    if (shown === undefined) go('/', { replace: true });
  }, [shown]);
  if (shown === undefined) return null;
  return (
    <>
      <PageTitle title={m.wallet_code_title()}>{m.wallet_code_title()}</PageTitle>
      <CardChoice wallet={wallet} />
      <CardCode wallet={wallet} record={shown} key={shown.id} />
      <p>{m.wallet_code_asked()}</p>
      <a class="button wide" href="/present">
        {m.wallet_code_answer()}
      </a>
    </>
  );
}
