import type { PortraitVerdict } from '@mleg/contract/pupil';
import { m } from '@mleg/i18n/messages';
import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { photoReasonText } from './texts.ts';

/** What the school's program thinks of a photo that it has, and the address to show it from. */
export type SentPhoto = PortraitVerdict & { readonly url: string };

type VerdictProps = {
  readonly sent: SentPhoto;
  readonly onKeep: () => void;
  readonly onAgain: () => void;
};

/** The photo is with the school: what the program noticed never blocks. */
export function PhotoVerdict({ sent, onKeep, onAgain }: VerdictProps): VNode {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  const isGood = sent.verdict === 'ok';
  return (
    <>
      <div class={isGood ? 'notice good' : 'notice warn'} role="status" tabIndex={-1} ref={box}>
        <p>
          <strong>{isGood ? m.portal_photo_good() : m.portal_photo_doubt()}</strong>
        </p>
        <PhotoReasons reasons={sent.reasons} />
        {isGood ? null : <p>{m.portal_photo_doubt_next()}</p>}
      </div>
      <figure class="photo-now">
        <img src={sent.url} alt={m.portal_photo_now_alt()} width="140" height="180" />
      </figure>
      <div class="actions">
        <button type="button" class="primary wide" onClick={onKeep}>
          {isGood ? m.common_continue() : m.portal_photo_keep()}
        </button>
        <button type="button" class="wide" onClick={onAgain}>
          {m.portal_photo_new()}
        </button>
      </div>
    </>
  );
}

/** What the program noticed in a photo, in words. */
export function PhotoReasons({ reasons }: { readonly reasons: readonly string[] }): VNode | null {
  if (reasons.length === 0) return null;
  return (
    <ul>
      {reasons.map((reason) => (
        <li key={reason}>{photoReasonText(reason)}</li>
      ))}
    </ul>
  );
}
