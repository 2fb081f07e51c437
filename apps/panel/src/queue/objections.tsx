import type { OrderList } from '@mleg/contract/order';
import { formatMoment } from '@mleg/i18n/format';
import { m } from '@mleg/i18n/messages';
import type { VNode } from 'preact';

/** Objections against another guardian's order (rules.md W3): suspended already, the head teacher decides. */
export function Objections({ queue }: { readonly queue: OrderList }): VNode | null {
  const { objections, objectionsTotal: total } = queue;
  if (objections.length === 0) return null;
  return (
    <section class="loss" aria-labelledby="objections-title">
      <h2 id="objections-title">{m.panel_objections_title()}</h2>
      <ul>
        {objections.map((one) => (
          <li key={one.pupilId}>
            <a href={`/pupils/${one.pupilId}`}>{one.pupilName}</a>
            <span class="quiet">{m.panel_objections_since({ at: formatMoment(one.at) })}</span>
          </li>
        ))}
      </ul>
      {total > objections.length ? (
        <p class="quiet">{m.panel_shown_of({ shown: objections.length, total })}</p>
      ) : null}
    </section>
  );
}
