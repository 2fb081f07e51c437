import { m } from '@mleg/i18n/messages';
import { PageTitle } from '@mleg/ui/parts.tsx';
import { go } from '@mleg/ui/router';
import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { canResume } from '../activation/resume.ts';
import { type Activation, type Step, useActivation, type Work } from '../activation/use-activation.ts';
import { takeLaunch } from '../launch.ts';
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

function Ways({
  wallet,
  activation,
  path,
  step,
}: PartProps & { readonly path: string; readonly step: Extract<Step, { at: 'ways' }> }): VNode {
  const onText = (text: string): string | undefined => {
    const problem = activation.openText(text);
    return problem === undefined ? undefined : problemWords(problem);
  };
  if (path === '/add/scan') return <AddByScan onText={onText} />;
  if (path === '/add/paste') return <AddByPaste onText={onText} />;
  if (path !== '/add/typed') return <AddChoice />;
  return (
    <AddByTyping
      problem={step.problem}
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
      <Problem problem={step.problem}>
        {step.retry === undefined ? (
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
    if (text !== undefined) activation.openText(text);
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
