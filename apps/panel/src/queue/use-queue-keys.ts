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

/** J and K walk through the queue, D goes to the decision, / to the search field; never while somebody types or the page is covered. */
export function useQueueKeys(isOn: boolean, keys: Keys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    if (!isOn) return undefined;
    const press = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || isCovered()) return;
      const { onStep, onDecide, onSearch } = latest.current;
      const commands: Readonly<Record<string, () => void>> = {
        j: () => onStep(1),
        k: () => onStep(-1),
        d: onDecide,
        '/': onSearch,
      };
      const key = event.key.toLowerCase();
      if (!Object.hasOwn(commands, key)) return;
      commands[key]?.();
      event.preventDefault();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [isOn]);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, select, textarea') !== null;
}
