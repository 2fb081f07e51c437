import { m } from '@mleg/i18n/messages';
import { lazyPage } from '@mleg/ui/lazy-page.tsx';
import { DemoBar, LanguageSwitch, Loading, PageTitle } from '@mleg/ui/parts.tsx';
import { usePlace } from '@mleg/ui/router';
import { useOnline } from '@mleg/ui/use-online';
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { WalletConfig } from './config.ts';
import { catchLaunch, peekLaunch } from './launch.ts';
import type { Platform } from './platform.ts';
import { HistoryPage } from './screens/history-page.tsx';
import { HomePage } from './screens/home-page.tsx';
import { InstallPage } from './screens/install-page.tsx';
import { AccessibilityPage, LicencesPage, NotFoundPage, TermsPage } from './screens/text-pages.tsx';
import { WelcomePage } from './screens/welcome-page.tsx';
import { hasAcceptedTerms } from './store/marks.ts';
import { Icon } from './wallet-parts.tsx';
import { useWallet, type Wallet } from './wallet-state.ts';

// The service worker keeps these too: none of them needs a network later.
const AddPage = lazyPage(async () => (await import('./screens/add-page.tsx')).AddPage);
const CodePage = lazyPage(async () => (await import('./screens/code-page.tsx')).CodePage);
const PresentPage = lazyPage(async () => (await import('./screens/present-page.tsx')).PresentPage);
const TrustPage = lazyPage(async () => (await import('./screens/trust-page.tsx')).TrustPage);
const SettingsPage = lazyPage(async () => (await import('./screens/settings-page.tsx')).SettingsPage);

function NavLink({ path, to, icon, text }: NavLinkProps): VNode {
  const isHere = to === '/' ? path === '/' || path.startsWith('/add') : path.startsWith(to);
  return (
    <a href={to} aria-current={isHere ? 'page' : undefined}>
      <Icon name={icon} />
      {text}
    </a>
  );
}
type NavLinkProps = {
  readonly path: string;
  readonly to: string;
  readonly icon: 'card' | 'code' | 'history';
  readonly text: string;
};

function Navigation({ path, wallet }: { readonly path: string; readonly wallet: Wallet }): VNode {
  return (
    <nav class="bottom-bar" aria-label={m.wallet_nav_label()}>
      <NavLink path={path} to="/" icon="card" text={m.wallet_nav_card()} />
      {wallet.cards.length === 0 ? null : (
        <NavLink path={path} to="/code" icon="code" text={m.wallet_nav_code()} />
      )}
      <NavLink path={path} to="/history" icon="history" text={m.wallet_nav_history()} />
    </nav>
  );
}

type PageProps = {
  readonly path: string;
  readonly wallet: Wallet;
  readonly platform: Platform;
  readonly onLanguage: () => void;
};

function Page({ path, wallet, platform, onLanguage }: PageProps): VNode {
  if (path.startsWith('/add')) {
    if (platform !== 'ready') return <InstallPage platform={platform} link={peekLaunch()?.text} />;
    return <AddPage wallet={wallet} path={path} />;
  }
  switch (path) {
    case '/':
      return <HomePage wallet={wallet} />;
    case '/code':
      return <CodePage wallet={wallet} />;
    case '/present':
      return <PresentPage wallet={wallet} />;
    case '/history':
      return <HistoryPage />;
    case '/settings':
      return <SettingsPage wallet={wallet} onLanguage={onLanguage} />;
    case '/trust':
      return <TrustPage wallet={wallet} />;
    case '/terms':
      return <TermsPage />;
    case '/accessibility':
      return <AccessibilityPage />;
    case '/licences':
      return <LicencesPage />;
    default:
      return <NotFoundPage />;
  }
}

/** What was just done is said until the next page but one. */
function Said({ wallet, path }: { readonly wallet: Wallet; readonly path: string }): VNode {
  const { said, say } = wallet;
  const [saidOn, setSaidOn] = useState<string>();
  useEffect(() => {
    if (said === '') setSaidOn(undefined);
    else if (saidOn === undefined && path === '/') setSaidOn(path);
    else if (saidOn !== undefined && saidOn !== path) say('');
  }, [said, say, saidOn, path]);
  return (
    <div role="status" class={said === '' ? 'said' : 'said notice'}>
      {said}
    </div>
  );
}

type BodyProps = ShellProps & { readonly isAccepted: boolean; readonly onAccept: () => void };
type ShellProps = {
  readonly config: WalletConfig;
  readonly platform: Platform;
  readonly onLanguage: () => void;
};

function Opened({
  wallet,
  platform,
  onLanguage,
}: Omit<ShellProps, 'config'> & { readonly wallet: Wallet }): VNode {
  const { path } = usePlace();
  const [launches, setLaunches] = useState(0);
  useEffect(() => catchLaunch(() => setLaunches((count) => count + 1)), []);
  const isOnline = useOnline();
  return (
    <>
      <main id="main" tabIndex={-1}>
        {isOnline ? null : (
          <p class="offline-bar" role="status">
            {wallet.cards.length === 0 ? m.wallet_problem_offline() : m.wallet_offline_bar()}
          </p>
        )}
        <Said wallet={wallet} path={path} />
        <Page key={launches} path={path} wallet={wallet} platform={platform} onLanguage={onLanguage} />
      </main>
      <Navigation path={path} wallet={wallet} />
    </>
  );
}

function Body({ isAccepted, onAccept, ...props }: BodyProps): VNode {
  const wallet = useWallet(props.config);
  if (props.platform === 'insecure' || props.platform === 'unsupported') {
    return (
      <main id="main">
        <InstallPage platform={props.platform} link={undefined} />
      </main>
    );
  }
  if (!isAccepted) {
    return (
      <main id="main">
        <WelcomePage onAccept={onAccept} />
      </main>
    );
  }
  if (wallet === 'failed') {
    return (
      <main id="main">
        <PageTitle title={m.wallet_storage_title()}>{m.wallet_storage_title()}</PageTitle>
        <p>{m.wallet_storage_text()}</p>
        <button type="button" onClick={() => location.reload()}>
          {m.common_retry()}
        </button>
      </main>
    );
  }
  if (wallet === undefined) {
    return (
      <main id="main">
        <Loading />
      </main>
    );
  }
  return <Opened wallet={wallet} platform={props.platform} onLanguage={props.onLanguage} />;
}

/** The whole wallet. */
export function App({ config, platform }: Omit<ShellProps, 'onLanguage'>): VNode {
  const [drawn, draw] = useState(0);
  const redraw = (): void => draw(drawn + 1);
  const [isAccepted, setAccepted] = useState(hasAcceptedTerms);
  return (
    <div class="wallet" key={drawn}>
      <a class="skip-link" href="#main">
        {m.common_skip_to_content()}
      </a>
      <header>
        {config.demo ? <DemoBar /> : null}
        <div class="top-bar">
          <span class="mark" aria-hidden="true" />
          <span class="mark-name">{m.wallet_app()}</span>
          {/* Later the language is in the settings: the bar is narrow on a phone. */}
          {isAccepted ? null : <LanguageSwitch onChange={redraw} />}
          {isAccepted ? (
            <a class="to-settings" href="/settings">
              <Icon name="settings" />
              {m.wallet_nav_settings()}
            </a>
          ) : null}
        </div>
      </header>
      <Body
        config={config}
        platform={platform}
        onLanguage={redraw}
        isAccepted={isAccepted}
        onAccept={() => setAccepted(true)}
      />
    </div>
  );
}
