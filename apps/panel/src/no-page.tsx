import type { StaffSession } from '@mleg/contract/session';
import { m } from '@mleg/i18n/messages';
import { PageTitle } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { roleWords } from './words.ts';

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

/** What somebody sees whose role has no task with pupils' data here. */
export function NoTaskPage({ role }: { readonly role: StaffSession['role'] }): VNode {
  const isOperator = role === 'operator';
  return (
    <div class="page">
      <PageTitle title={m.panel_title({ page: roleWords[role]() })}>{roleWords[role]()}</PageTitle>
      <p>{isOperator ? m.panel_no_task_operator() : m.panel_no_task_data_protection()}</p>
      <p>{m.panel_no_task_ask()}</p>
    </div>
  );
}
