import { m } from '@mleg/i18n/messages';
import { PageTitle } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { tabTitle } from '../with-child.tsx';

/** The accessibility statement: what was tested and what is known to be missing. */
export function AccessibilityPage(): VNode {
  return (
    <div class="prose">
      <PageTitle title={tabTitle(m.portal_accessibility_title())}>{m.portal_accessibility_title()}</PageTitle>
      <p>{m.portal_accessibility_1()}</p>
      <h2>{m.portal_accessibility_state_heading()}</h2>
      <p>{m.portal_accessibility_state()}</p>
      <ul>
        <li>{m.portal_accessibility_gap_1()}</li>
        <li>{m.portal_accessibility_gap_2()}</li>
      </ul>
      <h2>{m.portal_accessibility_how_heading()}</h2>
      <p>{m.portal_accessibility_how()}</p>
      <h2>{m.portal_accessibility_contact_heading()}</h2>
      <p>{m.portal_accessibility_contact()}</p>
      <p>{m.portal_accessibility_procedure()}</p>
    </div>
  );
}
