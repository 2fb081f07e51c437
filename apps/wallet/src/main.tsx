import '@mleg/ui/tokens.css';
import '@mleg/ui/base.css';
import './wallet.css';
import './screens/code.css';
import { startLocale } from '@mleg/i18n/locale';
import { m } from '@mleg/i18n/messages';
import { surviveForeignChanges } from '@mleg/ui/foreign-changes';
import { mount } from '@mleg/ui/mount';
import { catchLinks } from '@mleg/ui/router';
import { registerServiceWorker } from '@mleg/ui/trusted-types';
import { App } from './app.tsx';
import { loadConfig } from './config.ts';
import { readLaunch } from './launch.ts';
import { currentPlatform } from './platform.ts';
import { catchInstallPrompt } from './screens/install-offer.tsx';

async function start(root: HTMLElement): Promise<void> {
  try {
    mount(<App config={await loadConfig()} platform={currentPlatform()} />, root);
  } catch {
    mount(
      <main>
        <h1>{m.wallet_app()}</h1>
        <p>{m.wallet_start_failed()}</p>
        <button type="button" onClick={() => location.reload()}>
          {m.common_retry()}
        </button>
      </main>,
      root,
    );
  }
}

const root = document.getElementById('app');
if (root === null) throw new Error('the page has no place for the app');
// First of all: an offer must not stay in the address bar.
readLaunch();
surviveForeignChanges();
startLocale();
catchLinks();
catchInstallPrompt();
void registerServiceWorker();
void start(root);
