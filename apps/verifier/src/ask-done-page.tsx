import type { CheckState } from '@mleg/contract/check';
import { m } from '@mleg/i18n/messages';
import { Loading, PageTitle } from '@mleg/ui/parts.tsx';
import { go, takeFragment } from '@mleg/ui/router';
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { findingOfCheck } from './check/finding.ts';
import { VerdictScreen } from './check/verdict-screen.tsx';
import { Frame } from './frame.tsx';
import { readClock } from './lists/clock.ts';
import { readAnswer } from './same-device.ts';

/** The page to which a wallet on this device returns: the verdict, or why there is none. */
export function AskDonePage(): VNode {
  const [code] = useState(() => takeFragment().get('response_code') ?? '');
  const [answer, setAnswer] = useState<CheckState | 'none' | undefined>(undefined);
  useEffect(() => {
    readAnswer(code).then(
      (state) => setAnswer(state ?? 'none'),
      () => setAnswer('none'),
    );
  }, [code]);
  const again = (): void => go('/ask', { replace: true });
  if (answer === undefined) {
    return (
      <Frame>
        <Loading />
      </Frame>
    );
  }
  const finding = answer === 'none' ? undefined : findingOfCheck(answer, readClock().nowAt);
  if (finding !== undefined) return <VerdictScreen finding={finding} onNext={again} />;
  const isDeclined = answer !== 'none';
  const title = isDeclined ? m.verifier_ask_declined() : m.verifier_ask_back_missing();
  return (
    <Frame>
      <PageTitle title={title}>{title}</PageTitle>
      <div class="stack">
        <p>{isDeclined ? m.verifier_ask_declined_hint() : m.verifier_ask_back_missing_hint()}</p>
        <button type="button" class="primary" onClick={again}>
          {m.verifier_ask_again()}
        </button>
      </div>
    </Frame>
  );
}
