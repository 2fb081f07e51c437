import '@mleg/ui/tokens.css';
import '@mleg/ui/base.css';
import '@mleg/ui/photo/cropper.css';
import './portal.css';
import { startLocale } from '@mleg/i18n/locale';
import { surviveForeignChanges } from '@mleg/ui/foreign-changes';
import { mount } from '@mleg/ui/mount';
import { catchLinks } from '@mleg/ui/router';
import { App } from './app.tsx';

const root = document.getElementById('app');
if (root === null) throw new Error('the page has no place for the app');
surviveForeignChanges();
startLocale();
catchLinks();
mount(<App />, root);
