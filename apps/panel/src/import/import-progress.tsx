import { m } from '@mleg/i18n/messages';
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** From here the seconds are said: a wait that has a number is no standstill. */
const SAID_FROM_SECONDS = 4;

/** The file is being read. The server tells no share of it, so none is made up. */
export function ImportProgress({ file }: { readonly file: File }): VNode {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = window.setInterval(() => setSeconds((count) => count + 1), 1000);
    return () => window.clearInterval(timer);
  }, []);
  const size = m.panel_import_unit_kb({ count: Math.max(1, Math.round(file.size / 1024)) });
  const text = m.panel_import_reading_file({ name: file.name, size });
  return (
    <div class="loading import-progress">
      <p role="status">{text}</p>
      <progress aria-label={text} />
      {seconds < SAID_FROM_SECONDS ? null : <p class="quiet">{m.panel_import_elapsed({ seconds })}</p>}
    </div>
  );
}
