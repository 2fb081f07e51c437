import type { OrderList } from '@mleg/contract/order';
import { formatMoment } from '@mleg/i18n/format';
import { m } from '@mleg/i18n/messages';
import type { VNode } from 'preact';

/** Objections against another guardian's order (rules.md W3): suspended already, the head teacher decides. */
export function Objections({ objections }: { readonly objections: OrderList['objections'] }): VNode | null {
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
    </section>
  );
}
