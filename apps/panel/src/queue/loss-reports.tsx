import type { OrderList } from '@mleg/contract/order';
import { formatMoment } from '@mleg/i18n/format';
import { m } from '@mleg/i18n/messages';
import type { VNode } from 'preact';
import { actorText } from '../words.ts';

/**
 * Reports of lost phones stand on top of the queue (rules.md C4). Letters come first: they have suspended nothing. What a family or
 * a lock code reported is suspended already; the office settles it.
 */
export function LossReports({ queue }: { readonly queue: OrderList }): VNode | null {
  const { lossReports: reports, lossReportsTotal: total, lossLetters: letters } = queue;
  if (reports.length + letters.length === 0) return null;
  return (
    <section class="loss" aria-labelledby="loss-title">
      <h2 id="loss-title">{m.panel_loss_title({ count: total + letters.length })}</h2>
      <ul>
        {letters.map(({ id, at, sender, pupilName }) => (
          <li key={id}>
            <a href={`/mailbox/${id}`} translate={false}>
              {pupilName ?? sender}
            </a>
            <span class="quiet">{m.panel_loss_letter({ sender, at: formatMoment(at) })}</span>
          </li>
        ))}
        {reports.map((report) => (
          <li key={report.mobileId}>
            <a href={`/pupils/${report.pupilId}`}>{report.pupilName}</a>
            <span class="quiet">
              {m.panel_loss_by({ who: actorText(report.by), at: formatMoment(report.at) })}
            </span>
          </li>
        ))}
      </ul>
      {total > reports.length ? (
        <p class="quiet">{m.panel_shown_of({ shown: reports.length, total })}</p>
      ) : null}
    </section>
  );
}
