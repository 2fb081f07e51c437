import { m } from '@mleg/i18n/messages';
import { PageTitle } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { LinkForm } from '../link-form.tsx';
import { tabTitle } from '../with-child.tsx';

/** What a stranger sees: what this is, in a few sentences, by whose authority, and the way in. */
export function WelcomePage(): VNode {
  return (
    <div class="welcome">
      <section class="welcome-words">
        <PageTitle title={tabTitle(m.portal_welcome_tab())}>{m.portal_welcome_title()}</PageTitle>
        <p class="lead">{m.portal_welcome_1()}</p>
        <p>{m.portal_welcome_2()}</p>
        <p>{m.portal_welcome_3()}</p>
        <p>{m.portal_welcome_4()}</p>
        <p>{m.portal_welcome_5()}</p>
        {/* rules.md W6: by whose authority, for whoever comes by. */}
        <p class="quiet">{m.common_not_state_document()}</p>
      </section>
      <div class="welcome-ways">
        <section class="card">
          <h2>{m.portal_login_heading()}</h2>
          <LinkForm />
        </section>
        <section class="card urgent">
          <h2>{m.portal_welcome_lost_heading()}</h2>
          <p>{m.portal_welcome_lost_text()}</p>
          <a class="button wide" href="/zablokuj">
            {m.portal_welcome_lost_button()}
          </a>
        </section>
      </div>
    </div>
  );
}
