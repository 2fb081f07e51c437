import { warsawDayOf } from '@mleg/core/calendar/warsaw';
import { m } from '@mleg/i18n/messages';
import { PageTitle } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { acceptTerms } from '../store/marks.ts';
import { Icon } from '../wallet-parts.tsx';
import { TermsList } from './text-pages.tsx';

/** W-1 and W-11: what this is, and the terms, accepted once. */
export function WelcomePage({ onAccept }: { readonly onAccept: () => void }): VNode {
  const accept = (): void => {
    acceptTerms(warsawDayOf(Math.floor(Date.now() / 1000)));
    onAccept();
  };
  return (
    <>
      <div class="welcome-mark" aria-hidden="true">
        <Icon name="card" />
      </div>
      <PageTitle title={m.wallet_app()}>{m.wallet_welcome_title()}</PageTitle>
      <p class="lead">{m.wallet_welcome_lead()}</p>
      <h2>{m.wallet_terms_heading()}</h2>
      <TermsList />
      <p>{m.common_not_state_document()}</p>
      <button type="button" class="primary wide" onClick={accept}>
        {m.wallet_terms_accept()}
      </button>
    </>
  );
}
