import { m } from '@mleg/i18n/messages';
import type { VNode } from 'preact';

/** How much of a photo has gone out, 0 to 1; undefined while none is sent. */
export type Progress = number | undefined;

/** The bar and the number of a photo on its way; once all is out, that the server is looking at it. */
export function SendProgress({ progress }: { readonly progress: Progress }): VNode | null {
  if (progress === undefined) return null;
  const percent = Math.floor(progress * 100);
  const text = percent >= 100 ? m.photo_sent_checking() : m.photo_sending({ percent });
  return (
    <div class="sending">
      <progress class="send-progress" max={100} value={percent} aria-label={text} />
      <p class="small">{text}</p>
    </div>
  );
}
