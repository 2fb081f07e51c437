import type { OrderDetail } from '@mleg/contract/order';
import { formatMoment } from '@mleg/i18n/format';
import { m } from '@mleg/i18n/messages';
import type { VNode } from 'preact';
import { Section } from '../parts/section.tsx';
import { actorText, eventText, noteText } from '../words.ts';

/** What happened with this pupil, newest first. */
export function Timeline({ order }: { readonly order: OrderDetail }): VNode | null {
  const { timeline: entries, timelineTotal: total } = order;
  if (entries.length === 0) return null;
  return (
    <Section title={m.panel_timeline_title()}>
      <ol class="timeline">
        {entries.map((entry) => {
          const note = noteText(entry.note);
          return (
            <li key={`${entry.at} ${entry.event} ${entry.note}`}>
              <time dateTime={entry.at}>{formatMoment(entry.at)}</time>
              <span>
                {eventText(entry.event)}
                {note === undefined ? null : ` – ${note}`} <span class="quiet">{actorText(entry.actor)}</span>
              </span>
            </li>
          );
        })}
      </ol>
      {total > entries.length ? (
        <p class="quiet">{m.panel_timeline_cut({ shown: entries.length, total })}</p>
      ) : null}
    </Section>
  );
}
