import { readPasted } from '@mleg/core/links/read-pasted';
import { m } from '@mleg/i18n/messages';
import { PageTitle } from '@mleg/ui/parts.tsx';
import { go } from '@mleg/ui/router';
import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { canResume } from '../activation/resume.ts';
import { type Activation, type Step, useActivation, type Work } from '../activation/use-activation.ts';
import { setLaunch, takeLaunch } from '../launch.ts';
import { problemWords } from '../problem-words.ts';
import { Problem, Progress } from '../wallet-parts.tsx';
import type { Wallet } from '../wallet-state.ts';
import { AddCode } from './add-code.tsx';
import { AddConfirm } from './add-confirm.tsx';
import { AddByTyping } from './add-typed.tsx';
import { AddByPaste, AddByScan, AddChoice } from './add-ways.tsx';

const WORK: Readonly<Record<Work, () => string>> = {
  keys: m.wallet_progress_keys,
  token: m.wallet_progress_token,
  receive: m.wallet_progress_receive,
  check: m.wallet_progress_check,
};

type PartProps = { readonly wallet: Wallet; readonly activation: Activation };

/** Opens whatever a text holds: an offer, a typed code, a request, an issuer. @returns a sentence when it holds nothing */
function openPasted(text: string, wallet: Wallet, activation: Activation): string | undefined {
  const pasted = readPasted(text);
  if (pasted === undefined) return problemWords('not_an_offer');
  if (pasted.kind === 'offer') {
    const problem = activation.openLink(pasted.link, pasted.txCode);
    return problem === undefined ? undefined : problemWords(problem);
  }
  if (pasted.kind === 'typed') {
    go('/add/typed');
    activation.openTyped(pasted.code, wallet.config.origins.school, pasted.txCode);
    return undefined;
  }
  setLaunch({ kind: pasted.kind, text: pasted.link });
  go(`/${pasted.kind}`);
  return undefined;
}

function Ways({
  wallet,
  activation,
  path,
  step,
}: PartProps & { readonly path: string; readonly step: Extract<Step, { at: 'ways' }> }): VNode {
  const onText = (text: string): string | undefined => openPasted(text, wallet, activation);
  if (path === '/add/scan') return <AddByScan onText={onText} />;
  if (path === '/add/paste') return <AddByPaste onText={onText} />;
  if (path !== '/add/typed') return <AddChoice />;
  return (
    <AddByTyping
      problem={step.problem}
      host={step.host}
      isBusy={step.isBusy === true}
      onCode={(code, issuer) => activation.openTyped(code, issuer ?? wallet.config.origins.school)}
    />
  );
}

function Failed({
  wallet,
  activation,
  step,
}: PartProps & { readonly step: Extract<Step, { at: 'failed' }> }): VNode {
  const startOver = (): void => {
    activation.startOver();
    go('/add');
  };
  return (
    <>
      <PageTitle title={m.wallet_add_title()}>{m.wallet_add_title()}</PageTitle>
      <Problem problem={step.problem} host={step.host}>
        {step.problem === 'untrusted_issuer' ? (
          <a class="button" href="/trust">
            {m.wallet_trust_link()}
          </a>
        ) : step.retry === undefined ? (
          <a class="button" href={wallet.config.origins.school} rel="noreferrer">
            {m.wallet_new_code()}
          </a>
        ) : (
          <button type="button" class="primary" onClick={step.retry}>
            {m.common_retry()}
          </button>
        )}
        <button type="button" class="plain" onClick={startOver}>
          {m.wallet_other_way()}
        </button>
      </Problem>
    </>
  );
}

function StepView(props: PartProps & { readonly path: string }): VNode | null {
  const { activation, wallet, path } = props;
  const { step } = activation;
  switch (step.at) {
    case 'ways':
      return <Ways {...props} path={path} step={step} />;
    case 'opening':
      return (
        <>
          <PageTitle title={m.wallet_add_title()}>{m.wallet_add_title()}</PageTitle>
          <Progress text={m.wallet_opening()} />
        </>
      );
    case 'code':
      return (
        <AddCode
          opened={step.opened}
          problem={step.problem}
          beside={step.beside}
          triesLeft={step.triesLeft}
          onCode={(code) => activation.takeCode(step.opened, code)}
        />
      );
    case 'working':
      return (
        <>
          <PageTitle title={m.wallet_progress_title()}>{m.wallet_progress_title()}</PageTitle>
          <Progress text={WORK[step.work]()} />
        </>
      );
    case 'confirm':
      return (
        <AddConfirm
          candidate={step.candidate}
          isReplacing={step.isReplacing}
          onAnswer={(isYes) => activation.answer(step.candidate, isYes)}
        />
      );
    case 'failed':
      return <Failed activation={activation} wallet={wallet} step={step} />;
    case 'declined':
      return (
        <>
          <PageTitle title={m.wallet_add_title()}>{m.wallet_add_title()}</PageTitle>
          <p class="notice" role="status">
            {m.wallet_declined()}
          </p>
          <a class="button wide" href="/">
            {m.wallet_not_found_home()}
          </a>
        </>
      );
    case 'kept':
      return null;
  }
}

/** W-2: from the offer to the person's yes. The way in stands in the path, the rest in the activation. */
export function AddPage({ wallet, path }: { readonly wallet: Wallet; readonly path: string }): VNode {
  const activation = useActivation(wallet);
  const isKept = activation.step.at === 'kept';
  // A link, or what an earlier start left unfinished, begins at once; both only when the page opens.
  useEffect(() => {
    const text = takeLaunch('add');
    if (text !== undefined) openPasted(text, wallet, activation);
    else if (canResume(wallet.pending)) activation.resume(wallet.pending);
  }, []);
  useEffect(() => {
    if (!isKept) return;
    wallet.say(m.wallet_added());
    go('/', { replace: true });
    void wallet.checkNow();
  }, [isKept]);
  return <StepView activation={activation} wallet={wallet} path={path} />;
}
