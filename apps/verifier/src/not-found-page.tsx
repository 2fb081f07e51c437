import { m } from '@mleg/i18n/messages';
import { PageTitle } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { Frame } from './frame.tsx';

/** An address that leads nowhere. */
export function NotFoundPage(): VNode {
  return (
    <Frame>
      <PageTitle title={m.verifier_title()}>{m.verifier_not_found()}</PageTitle>
      <p>
        <a href="/">{m.verifier_nav_scan()}</a>
      </p>
    </Frame>
  );
}
