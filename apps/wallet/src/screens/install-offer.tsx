import { m } from '@mleg/i18n/messages';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';

/** Chromium's own question, held back until the person wants it; not in TypeScript's list. */
type InstallPrompt = Event & { prompt(): Promise<unknown> };

let held: InstallPrompt | undefined;

/** Keeps the browser's installation question for our button. Call once. */
export function catchInstallPrompt(): void {
  window.addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    held = event as InstallPrompt;
  });
  window.addEventListener('appinstalled', () => {
    held = undefined;
  });
}

/** Offers the home screen where the browser can. */
export function InstallOffer(): VNode | null {
  const [isGone, setGone] = useState(false);
  const prompt = held;
  if (prompt === undefined || isGone) return null;
  const ask = async (): Promise<void> => {
    await prompt.prompt().catch(() => undefined);
    held = undefined;
    setGone(true);
  };
  return (
    <section class="notice">
      <p>{m.wallet_install_android_text()}</p>
      <button type="button" onClick={() => void ask()}>
        {m.wallet_install_android()}
      </button>
    </section>
  );
}
