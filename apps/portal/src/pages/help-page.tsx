import { m } from '@mleg/i18n/messages';
import { PageTitle } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { SchoolOffices } from '../school-offices.tsx';
import { tabTitle } from '../with-child.tsx';

const QUESTIONS: readonly { readonly key: string; question: () => string; answer: () => string }[] = [
  { key: 'phones', question: m.portal_help_q1, answer: m.portal_help_a1 },
  { key: 'cost', question: m.portal_help_q2, answer: m.portal_help_a2 },
  { key: 'time', question: m.portal_help_q3, answer: m.portal_help_a3 },
  { key: 'photo', question: m.portal_help_q4, answer: m.portal_help_a4 },
  { key: 'code', question: m.portal_help_q5, answer: m.portal_help_a5 },
  { key: 'offline', question: m.portal_help_q6, answer: m.portal_help_a6 },
  { key: 'lost', question: m.portal_help_q7, answer: m.portal_help_a7 },
  { key: 'new-phone', question: m.portal_help_q8, answer: m.portal_help_a8 },
  { key: 'expiry', question: m.portal_help_q9, answer: m.portal_help_a9 },
  { key: 'who-sees', question: m.portal_help_q10, answer: m.portal_help_a10 },
];

/** Ten questions, how to add the ID step by step, and whom to call. */
export function HelpPage({ isLoggedIn }: { readonly isLoggedIn: boolean }): VNode {
  return (
    <div class="prose">
      <PageTitle title={tabTitle(m.portal_help_title())}>{m.portal_help_title()}</PageTitle>
      <h2>{m.portal_help_steps_heading()}</h2>
      <ol class="plain-steps">
        <li>{m.portal_help_step_1()}</li>
        <li>{m.portal_help_step_2()}</li>
        <li>{m.portal_help_step_3()}</li>
        <li>{m.portal_help_step_4()}</li>
        <li>{m.portal_help_step_5()}</li>
      </ol>
      <p class="notice">{m.portal_help_iphone()}</p>
      <h2>{m.portal_help_questions_heading()}</h2>
      {QUESTIONS.map(({ key, question, answer }) => (
        <details key={key}>
          <summary>{question()}</summary>
          <p>{answer()}</p>
        </details>
      ))}
      <h2>{m.portal_contact_heading()}</h2>
      <SchoolOffices isLoggedIn={isLoggedIn} />
    </div>
  );
}
