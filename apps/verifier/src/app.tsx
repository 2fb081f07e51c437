import { usePlace } from '@mleg/ui/router';
import type { VNode } from 'preact';
import { useCallback, useState } from 'preact/hooks';
import { AskDonePage } from './ask-done-page.tsx';
import { AskPage } from './ask-page.tsx';
import { Redraw } from './frame.tsx';
import { LinkPage } from './link-page.tsx';
import { ListsPage } from './lists-page.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import { ScanPage } from './scan-page.tsx';
import { SettingsPage } from './settings-page.tsx';

const pages: Readonly<Record<string, () => VNode>> = {
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
