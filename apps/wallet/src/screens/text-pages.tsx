import { m } from '@mleg/i18n/messages';
import { PageTitle } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';

/** What the wallet's code is made of beside its own, with the licences. */
const LIBRARIES = [
  ['preact', 'MIT'],
  ['@noble/hashes', 'MIT'],
  ['cborg', 'Apache-2.0'],
  ['jose', 'MIT'],
  ['qr', 'MIT / Apache-2.0'],
] as const;

/** The terms as a list; also what is accepted on the first screen. */
export function TermsList(): VNode {
  return (
    <ul class="terms">
      <li>{m.wallet_terms_stays()}</li>
      <li>{m.wallet_terms_consent()}</li>
      <li>{m.wallet_terms_status()}</li>
      <li>{m.wallet_terms_lost()}</li>
      <li>{m.wallet_terms_paper()}</li>
      <li>{m.wallet_terms_statistics()}</li>
    </ul>
  );
}

export function TermsPage(): VNode {
  return (
    <>
      <PageTitle title={m.wallet_terms_title()}>{m.wallet_terms_title()}</PageTitle>
      <TermsList />
      <p>{m.common_not_state_document()}</p>
    </>
  );
}

export function AccessibilityPage(): VNode {
  return (
    <>
      <PageTitle title={m.wallet_accessibility_title()}>{m.wallet_accessibility_title()}</PageTitle>
      <p>{m.wallet_accessibility_text()}</p>
      <p>{m.wallet_accessibility_camera()}</p>
      <p>{m.wallet_accessibility_motion()}</p>
      <p>{m.wallet_accessibility_report()}</p>
    </>
  );
}

export function LicencesPage(): VNode {
  return (
    <>
      <PageTitle title={m.wallet_licences_title()}>{m.wallet_licences_title()}</PageTitle>
      <p>{m.wallet_licences_text()}</p>
      <ul>
        {LIBRARIES.map(([name, licence]) => (
          <li key={name}>
            {name} – {licence}
          </li>
        ))}
      </ul>
    </>
  );
}

export function NotFoundPage(): VNode {
  return (
    <>
      <PageTitle title={m.wallet_not_found_title()}>{m.wallet_not_found_title()}</PageTitle>
      <a class="button" href="/">
        {m.wallet_not_found_home()}
      </a>
    </>
  );
}
