import { m } from '@mleg/i18n/messages';
import { PageTitle } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { tabTitle } from '../with-child.tsx';

/** An address that the portal does not have. */
export function NotFoundPage(): VNode {
  return (
    <div class="narrow">
      <PageTitle title={tabTitle(m.portal_unknown_title())}>{m.portal_unknown_title()}</PageTitle>
      <p>{m.portal_unknown_text()}</p>
      <a class="button primary" href="/">
        {m.portal_unknown_back()}
      </a>
    </div>
  );
}
