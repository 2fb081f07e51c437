import { m } from '@mleg/i18n/messages';
import { DemoBar, LanguageSwitch } from '@mleg/ui/parts.tsx';
import { usePlace } from '@mleg/ui/router';
import type { ComponentChildren, VNode } from 'preact';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { AskIcon, ListsIcon, ScanIcon, SettingsIcon } from './icons.tsx';
import { useKeeper } from './lists/use-keeper.ts';

/** Draws the app anew after a change of the language. */
export const Redraw = createContext<() => void>(() => undefined);

/** The language switch, wherever a page puts it. */
export function Language(): VNode {
  const redraw = useContext(Redraw);
  return <LanguageSwitch onChange={redraw} />;
}

const tabs = [
  { path: '/', label: m.verifier_nav_scan, Icon: ScanIcon },
  { path: '/ask', label: m.verifier_nav_ask, Icon: AskIcon },
  { path: '/lists', label: m.verifier_nav_lists, Icon: ListsIcon },
  { path: '/settings', label: m.verifier_nav_settings, Icon: SettingsIcon },
] as const;

/** What stands around every page but a verdict: name, language, and the four parts of the app. */
export function Frame({ children }: { readonly children: ComponentChildren }): VNode {
  const { path } = usePlace();
  const { lists } = useKeeper();
  return (
    <div class="frame">
      <a class="skip-link" href="#content">
        {m.common_skip_to_content()}
      </a>
      {lists.pin?.isDemo === true ? <DemoBar /> : null}
      <header class="top">
        <p class="brand">{m.verifier_title()}</p>
        <Language />
      </header>
      <main id="content" class="page">
        {children}
      </main>
      <nav class="tabs" aria-label={m.verifier_nav_label()}>
        {tabs.map(({ path: address, label, Icon }) => (
          <a key={address} href={address} aria-current={path === address ? 'page' : undefined}>
            <Icon />
            <span>{label()}</span>
          </a>
        ))}
      </nav>
    </div>
  );
}
