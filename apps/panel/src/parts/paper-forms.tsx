import { type FormKind, formKinds } from '@mleg/core/catalogue/forms';
import { currentLocale } from '@mleg/i18n/locale';
import { m } from '@mleg/i18n/messages';
import type { VNode } from 'preact';

const words: Readonly<Record<FormKind, () => string>> = {
  issue: m.panel_form_issue,
  reissue: m.panel_form_reissue,
  revoke: m.panel_form_revoke,
  objection: m.panel_form_objection,
};

/** The paper forms as PDF: of a pupil, with what the school knows and a code that leads back, or blank ones. */
export function PaperForms({ pupilId }: { readonly pupilId?: string }): VNode {
  const base = pupilId === undefined ? '/api/forms' : `/api/pupils/${pupilId}/forms`;
  return (
    <details class="paper-forms">
      <summary>{pupilId === undefined ? m.panel_forms_blank() : m.panel_forms_of_pupil()}</summary>
      <ul class="plain-list">
        {formKinds.map((kind) => (
          <li key={kind}>
            <a href={`${base}/${kind}?language=${currentLocale()}`} target="_blank" rel="noreferrer">
              {words[kind]()}
            </a>
          </li>
        ))}
      </ul>
      <p class="quiet small">{pupilId === undefined ? m.panel_forms_blank_hint() : m.panel_forms_hint()}</p>
    </details>
  );
}
