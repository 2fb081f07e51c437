import '@mleg/ui/tokens.css';
import '@mleg/ui/base.css';
import { startLocale } from '@mleg/i18n/locale';
import { m } from '@mleg/i18n/messages';
import { LanguageSwitch } from '@mleg/ui/parts.tsx';
import { registerServiceWorker } from '@mleg/ui/trusted-types';
import { render } from 'preact';

const root = document.getElementById('app');
if (root === null) throw new Error('the page has no place for the app');
startLocale();
void registerServiceWorker();
render(
  <main>
    <h1>{m.common_app_school()}</h1>
    <LanguageSwitch onChange={() => location.reload()} />
  </main>,
  root,
);
