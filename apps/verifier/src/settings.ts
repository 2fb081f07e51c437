import { useEffect, useState } from 'preact/hooks';

/** What the person at the phone chose. */
export type Settings = {
  readonly hasSound: boolean;
  readonly isLarge: boolean;
  /** How old the data may be before a verdict is amber, in hours. */
  readonly listHours: 24 | 168;
  /** The camera was used here before: it opens at once. */
  readonly knowsCamera: boolean;
};

const STORED_AS = 'mleg-verifier-settings';
const CHANGED = 'mleg-verifier-settings';
const initial: Settings = { hasSound: true, isLarge: false, listHours: 168, knowsCamera: false };

export function readSettings(): Settings {
  try {
    const stored = JSON.parse(localStorage.getItem(STORED_AS) ?? '{}') as Partial<Settings>;
    return {
      hasSound: stored.hasSound !== false,
      isLarge: stored.isLarge === true,
      listHours: stored.listHours === 24 ? 24 : 168,
      knowsCamera: stored.knowsCamera === true,
    };
  } catch {
    return initial;
  }
}

export function changeSettings(change: Partial<Settings>): void {
  const next = { ...readSettings(), ...change };
  try {
    localStorage.setItem(STORED_AS, JSON.stringify(next));
  } catch {
    // A browser that keeps nothing asks again next time.
  }
  applySettings(next);
  window.dispatchEvent(new Event(CHANGED));
}

/** Large type is a matter of the whole page. */
export function applySettings({ isLarge }: Settings): void {
  document.documentElement.classList.toggle('large-type', isLarge);
}

export function useSettings(): Settings {
  const [settings, setSettings] = useState(readSettings);
  useEffect(() => {
    const update = (): void => setSettings(readSettings());
    window.addEventListener(CHANGED, update);
    return () => window.removeEventListener(CHANGED, update);
  }, []);
  return settings;
}
