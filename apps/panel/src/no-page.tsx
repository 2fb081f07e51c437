import { m } from '@mleg/i18n/messages';
import { PageTitle } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';

/** An address that is none of the panel's, or not of this role's. */
export function NoPage(): VNode {
  return (
    <div class="page">
      <PageTitle title={m.panel_title({ page: m.panel_no_page_title() })}>
        {m.panel_no_page_title()}
      </PageTitle>
      <p>{m.panel_no_page_text()}</p>
      <a class="button" href="/">
        {m.panel_no_page_start()}
      </a>
    </div>
  );
}
