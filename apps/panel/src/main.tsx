import '@mleg/ui/tokens.css';
import '@mleg/ui/base.css';
import '@mleg/ui/photo/cropper.css';
import './styles/panel.css';
import './styles/forms.css';
import './styles/import.css';
import './styles/queue.css';
import './styles/case.css';
import { startLocale } from '@mleg/i18n/locale';
import { surviveForeignChanges } from '@mleg/ui/foreign-changes';
import { mount } from '@mleg/ui/mount';
import { catchLinks, takeFragment } from '@mleg/ui/router';
import { App } from './app.tsx';

const root = document.getElementById('app');
if (root === null) throw new Error('the page has no place for the app');
surviveForeignChanges();
startLocale();
catchLinks();
// Before the first draw: the token leaves the address bar and the history at once.
const token = location.pathname === '/login' ? takeFragment().get('token') : null;
// Another link opened in this very tab changes nothing but the fragment: begin anew with it.
window.addEventListener('hashchange', () => {
  if (location.pathname === '/login') location.reload();
});
mount(<App loginToken={token ?? undefined} />, root);
