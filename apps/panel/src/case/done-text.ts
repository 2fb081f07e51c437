import type { OrderDetail } from '@mleg/contract/order';
import { m } from '@mleg/i18n/messages';

/** What a command has just done to a case, in a sentence; undefined when nothing of it was decided. */
export function doneText(before: OrderDetail | undefined, after: OrderDetail): string | undefined {
  if (before === undefined) return undefined;
  if (before.state !== after.state && after.state === 'refused') return m.panel_done_refused();
  if (before.state !== after.state && after.state === 'withdrawn') return m.panel_done_order_withdrawn();
  if (before.openCodes > 0 && after.openCodes === 0) return m.panel_done_codes_withdrawn();
  if (before.state !== after.state && after.state === 'accepted') return m.panel_done_approved();
  if (before.portrait?.state === after.portrait?.state) return undefined;
  if (after.portrait?.state === 'refused') return m.panel_done_photo_refused();
  return after.portrait?.state === 'accepted' ? m.panel_done_photo_accepted() : undefined;
}
