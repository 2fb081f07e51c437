import type { GuardianSession } from '@mleg/contract/session';
import { m } from '@mleg/i18n/messages';
import { DemoBar, LanguageSwitch } from '@mleg/ui/parts.tsx';
import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';

type FrameProps = {
  readonly isDemo: boolean;
  readonly session: GuardianSession | null;
  readonly path: string;
  readonly onLanguage: () => void;
  readonly onLogOut: () => void;
  readonly children: ComponentChildren;
};

/** What stands around every page: the demonstration's band, the name, the language, the ways, the foot. */
export function Frame({ isDemo, session, path, onLanguage, onLogOut, children }: FrameProps): VNode {
  return (
    <>
      <a class="skip-link" href="#content">
        {m.common_skip_to_content()}
      </a>
      <header class="top">
        {isDemo ? <DemoBar /> : null}
        <div class="top-line">
          <a class="brand" href="/">
            <Mark />
            <span>
              {m.common_app_school()}
              <small>{m.portal_brand_place()}</small>
            </span>
          </a>
          <LanguageSwitch onChange={onLanguage} />
        </div>
        {session === null ? null : <OwnWays path={path} onLogOut={onLogOut} />}
      </header>
      <OfflineNote />
      <main id="content" tabIndex={-1}>
        {children}
      </main>
      <footer class="foot">
        <nav aria-label={m.portal_foot_label()}>
          <a href="/zablokuj">{m.portal_foot_lock()}</a>
          <a href="/pomoc">{m.portal_foot_help()}</a>
          <a href="/deklaracja-dostepnosci">{m.portal_foot_accessibility()}</a>
        </nav>
      </footer>
    </>
  );
}

function OwnWays({ path, onLogOut }: { readonly path: string; readonly onLogOut: () => void }): VNode {
  const way = (href: string, text: string): VNode => (
    <a href={href} {...(path.startsWith(href) ? { 'aria-current': 'page' as const } : {})}>
      {text}
    </a>
  );
  return (
    <nav class="ways" aria-label={m.portal_ways_label()}>
      {way('/dzieci', m.portal_children_title())}
      {way('/wiadomosci', m.portal_messages_title())}
      <span class="ways-wide">{way('/pomoc', m.portal_foot_help())}</span>
      <button type="button" class="plain" onClick={onLogOut}>
        {m.common_log_out()}
      </button>
    </nav>
  );
}

function OfflineNote(): VNode {
  const [isOffline, setOffline] = useState(!navigator.onLine);
  useEffect(() => {
    const look = (): void => setOffline(!navigator.onLine);
    window.addEventListener('online', look);
    window.addEventListener('offline', look);
    return () => {
      window.removeEventListener('online', look);
      window.removeEventListener('offline', look);
    };
  }, []);
  return <div role="status">{isOffline ? <p class="offline-note">{m.portal_offline()}</p> : null}</div>;
}

/** A card with a face on it: ours, nobody's emblem. */
function Mark(): VNode {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
      <rect x="2" y="6" width="28" height="20" rx="4" fill="currentColor" />
      <circle cx="10.5" cy="13.5" r="3" class="mark-cut" />
      <path d="M5.5 21.5a5 5 0 0 1 10 0z" class="mark-cut" />
      <path d="M19 12h7M19 16h7M19 20h4.5" class="mark-line" />
    </svg>
  );
}
