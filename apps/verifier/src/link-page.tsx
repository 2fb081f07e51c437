import { m } from '@mleg/i18n/messages';
import { Loading, PageTitle } from '@mleg/ui/parts.tsx';
import { go } from '@mleg/ui/router';
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { CheckedCode } from './check/check-code.ts';
import { checkCode } from './check/check-code.ts';
import { VerdictScreen } from './check/verdict-screen.tsx';
import { Frame } from './frame.tsx';
import { readClock } from './lists/clock.ts';
import { refreshBeforeCheck } from './lists/list-keeper.ts';
import { useKeeper } from './lists/use-keeper.ts';
import { NeedsLists } from './needs-lists.tsx';
import { readSettings } from './settings.ts';

type TakenCode = { readonly text: string; readonly readAt: number };

/** How long a check waits for newer data, milliseconds. */
const PATIENCE = 1500;

/** Takes the code out of the address, so that neither history nor a shared link keeps it. */
function takeCode(): TakenCode | undefined {
  const { hash, origin } = location;
  if (hash.length < 2) return undefined;
  history.replaceState(null, '', '/s');
  return { text: `${origin}/s${hash}`, readAt: Date.now() };
}

/** The code of the address; another one when the same page is opened with a new address. */
function useCode(): TakenCode | undefined {
  const [code, setCode] = useState(takeCode);
  useEffect(() => {
    const takeNext = (): void => {
      const next = takeCode();
      if (next !== undefined) setCode(next);
    };
    window.addEventListener('hashchange', takeNext);
    // One that came between the first draw and now.
    takeNext();
    return () => window.removeEventListener('hashchange', takeNext);
  }, []);
  return code;
}

function LinkCheck({ code }: { readonly code: TakenCode }): VNode {
  const { lists, isReady } = useKeeper();
  const [result, setResult] = useState<CheckedCode | undefined>(undefined);
  useEffect(() => {
    let isGone = false;
    const check = async (): Promise<void> => {
      await refreshBeforeCheck(PATIENCE);
      const clock = readClock(code.readAt);
      const checked = await checkCode({ text: code.text, lists, listHours: readSettings().listHours, clock });
      if (!isGone) setResult(checked);
    };
    // One code, one verdict: what is on the screen does not change under the eye.
    if (isReady && result?.kind !== 'finding') check().catch(() => setResult({ kind: 'failed' }));
    return () => {
      isGone = true;
    };
    // Newer lists check it again: without any at first, the verdict comes with them.
  }, [code, isReady, lists]);
  if (result?.kind === 'finding') {
    return <VerdictScreen finding={result.finding} onNext={() => go('/')} note={m.verifier_link_note()} />;
  }
  if (result?.kind === 'other_code') return <NoCode />;
  return (
    <Frame>
      <PageTitle title={m.verifier_title()}>{m.verifier_link_title()}</PageTitle>
      <NeedsLists>
        {result?.kind === 'failed' ? <p role="alert">{m.verifier_scan_failed()}</p> : <Loading />}
      </NeedsLists>
      <p class="quiet">{m.verifier_link_note()}</p>
    </Frame>
  );
}

/** There is no code in the address, or what stands there is none of ours. */
function NoCode(): VNode {
  return (
    <Frame>
      <PageTitle title={m.verifier_title()}>{m.verifier_link_none()}</PageTitle>
      <p>{m.verifier_link_none_hint()}</p>
      <p class="quiet">{m.verifier_link_note()}</p>
    </Frame>
  );
}

/** V-8: the page that any phone's own camera opens; the check happens here and sends nothing. */
export function LinkPage(): VNode {
  const code = useCode();
  return code === undefined ? <NoCode /> : <LinkCheck key={code.readAt} code={code} />;
}
