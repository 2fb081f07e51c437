import { m } from '@mleg/i18n/messages';
import { PageTitle } from '@mleg/ui/parts.tsx';
import { useAnswer } from '@mleg/ui/use-answer';
import type { VNode } from 'preact';
import { readAccessibilityContact } from '../portal-api.ts';
import { SchoolOffices } from '../school-offices.tsx';
import { dayText } from '../texts.ts';
import { tabTitle } from '../with-child.tsx';

/** The days of the statement. Whoever looks the portal through again moves them; the law asks for it once a year. */
const STATED_ON = '2026-12-01';
const REVIEWED_ON = '2026-12-01';
/** The day of the last change of the portal that matters to this statement. */
const CHANGED_ON = '2026-12-01';

/** The accessibility statement: what was tested, what is missing, from when it is, whom to ask and how to complain. */
export function AccessibilityPage({ isLoggedIn }: { readonly isLoggedIn: boolean }): VNode {
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
      <h2>{m.portal_accessibility_dates_heading()}</h2>
      <ul>
        <li>{m.portal_accessibility_stated({ day: dayText(STATED_ON) })}</li>
        <li>{m.portal_accessibility_reviewed({ day: dayText(REVIEWED_ON) })}</li>
        <li>{m.portal_accessibility_changed({ day: dayText(CHANGED_ON) })}</li>
      </ul>
      <h2>{m.portal_accessibility_how_heading()}</h2>
      <p>{m.portal_accessibility_how()}</p>
      <h2>{m.portal_accessibility_contact_heading()}</h2>
      <p>{m.portal_accessibility_contact()}</p>
      <Contact />
      <SchoolOffices isLoggedIn={isLoggedIn} />
      <h2>{m.portal_accessibility_complaint_heading()}</h2>
      <p>{m.portal_accessibility_procedure()}</p>
      <h2>{m.portal_accessibility_building_heading()}</h2>
      <p>{m.portal_accessibility_building()}</p>
    </div>
  );
}

function Contact(): VNode | null {
  const { answer } = useAnswer('accessibility contact', readAccessibilityContact);
  return answer ? <p class="contact">{m.portal_accessibility_person({ contact: answer })}</p> : null;
}
