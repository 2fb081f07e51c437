import { m } from '@mleg/i18n/messages';
import { ProblemNotice } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { printLetter } from '../api.ts';
import { useAction } from '../use-action.ts';

/** Makes the activation letter and opens it in a new tab; its codes are its own and end the letter before it. */
export function LetterButton(props: { readonly orderId: string; readonly onPrinted: () => unknown }): VNode {
  const [url, setUrl] = useState<string>();
  const { run, isBusy, error } = useAction();
  useEffect(() => () => (url === undefined ? undefined : URL.revokeObjectURL(url)), [url]);
  const print = async (): Promise<void> => {
    const isDone = await run(async () => {
      const made = URL.createObjectURL(await printLetter(props.orderId));
      setUrl(made);
      // Blocked by some browsers after a slow answer: the link below opens it as well.
      window.open(made, '_blank');
    });
    if (isDone) props.onPrinted();
  };
  return (
    <>
      <button type="button" aria-disabled={isBusy} onClick={() => void print()}>
        {m.panel_letter_print()}
      </button>
      {isBusy ? <progress class="loading" aria-label={m.panel_letter_making()} /> : null}
      {url === undefined ? null : (
        <span class="letter-ready" role="status">
          {m.panel_letter_ready()}{' '}
          <a href={url} target="_blank" rel="noreferrer">
            {m.panel_letter_open()}
          </a>{' '}
          <a href={url} download="list.pdf">
            {m.panel_letter_save()}
          </a>
        </span>
      )}
      {error === undefined ? null : <ProblemNotice error={error} />}
    </>
  );
}
