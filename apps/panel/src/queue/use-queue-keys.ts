import { useEffect, useRef, useState } from 'preact/hooks';

const STORED_AS = 'mleg-panel-keys';

function readSetting(): boolean {
  try {
    return localStorage.getItem(STORED_AS) !== 'off';
  } catch {
    return true;
  }
}

/** Whether single-letter keys work (WCAG 2.1.4: they can be switched off), remembered in this browser. */
export function useKeySetting(): [boolean, (isOn: boolean) => void] {
  const [isOn, setOn] = useState(readSetting);
  const set = (next: boolean): void => {
    setOn(next);
    try {
      localStorage.setItem(STORED_AS, next ? 'on' : 'off');
    } catch {
      // A browser that keeps nothing forgets the choice: no harm.
    }
  };
  return [isOn, set];
}

/** The session ended and the log-in page stands before the queue: what is typed is not meant for it. */
function isCovered(): boolean {
  return document.querySelector('[hidden] #content') !== null;
}

type Keys = {
  readonly onStep: (step: 1 | -1) => void;
  readonly onSearch: () => void;
  readonly onDecide: () => void;
};

type Commands = Readonly<Record<string, () => void>>;

/** Single letters as commands; never while somebody types or the page is covered. */
export function useSingleKeys(isOn: boolean, commands: Commands): void {
  const latest = useRef(commands);
  latest.current = commands;
  useEffect(() => {
    if (!isOn) return undefined;
    const press = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || isCovered()) return;
      const key = event.key.toLowerCase();
      if (!Object.hasOwn(latest.current, key)) return;
      latest.current[key]?.();
      event.preventDefault();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [isOn]);
}

/** J and K walk through the queue, D goes to the decision, / to the search field. */
export function useQueueKeys(isOn: boolean, { onStep, onDecide, onSearch }: Keys): void {
  useSingleKeys(isOn, { j: () => onStep(1), k: () => onStep(-1), d: onDecide, '/': onSearch });
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, select, textarea') !== null;
}
