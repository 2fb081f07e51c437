import { lazyPage } from '@mleg/ui/lazy-page.tsx';
import { usePlace } from '@mleg/ui/router';
import type { VNode } from 'preact';
import { useCallback, useState } from 'preact/hooks';
import { Redraw } from './frame.tsx';
import { LinkPage } from './link-page.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import { ScanPage } from './scan-page.tsx';

// What is not needed for the first look at a code comes when it is opened; the service worker keeps it for the train.
const AskPage = lazyPage(async () => (await import('./ask-page.tsx')).AskPage);
const AskDonePage = lazyPage(async () => (await import('./ask-done-page.tsx')).AskDonePage);
const ListsPage = lazyPage(async () => (await import('./lists-page.tsx')).ListsPage);
const SettingsPage = lazyPage(async () => (await import('./settings-page.tsx')).SettingsPage);

const pages: Readonly<Record<string, (props: object) => VNode>> = {
  '/': ScanPage,
  '/s': LinkPage,
  '/ask': AskPage,
  '/ask/done': AskDonePage,
  '/lists': ListsPage,
  '/settings': SettingsPage,
};

/** The whole app: one page by its path. A change of the language draws all of it anew and loses no verdict. */
export function App(): VNode {
  const { path } = usePlace();
  const [, setDrawing] = useState(0);
  const redraw = useCallback(() => setDrawing((count) => count + 1), []);
  const Page = pages[path] ?? NotFoundPage;
  return (
    <Redraw.Provider value={redraw}>
      <Page key={path} />
    </Redraw.Provider>
  );
}
