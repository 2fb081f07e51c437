import type { VerifiedRequest } from '@mleg/core/openid4vp/verify-request';
import { m } from '@mleg/i18n/messages';
import { PageTitle } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { takeLaunch } from '../launch.ts';
import { decline, matchCard, share } from '../present/answer-request.ts';
import { openRequest, resolveCheckCode } from '../present/open-request.ts';
import { problemWords } from '../problem-words.ts';
import { toWalletError, type WalletProblem } from '../wallet-error.ts';
import { Problem, Progress } from '../wallet-parts.tsx';
import type { Wallet } from '../wallet-state.ts';
import { CardChoice } from './card-choice.tsx';
import { PresentAsk } from './present-ask.tsx';
import { PresentWays } from './present-ways.tsx';

type Step =
  | { readonly at: 'ways'; readonly problem?: WalletProblem }
  | { readonly at: 'opening' | 'sending' | 'done' | 'declined' }
  | { readonly at: 'ask'; readonly request: VerifiedRequest }
  | { readonly at: 'failed'; readonly problem: WalletProblem; readonly retry?: () => void };

/** What is wrong with a 6-digit code is said at its field. */
const atField: readonly WalletProblem[] = ['check_code_wrong', 'too_many_tries'];

type Flow = {
  readonly step: Step;
  readonly open: (text: string) => void;
  readonly openCode: (code: string) => void;
  readonly answer: (request: VerifiedRequest, disclose: readonly string[] | undefined) => void;
  readonly startOver: () => void;
};

function useFlow(wallet: Wallet): Flow {
  const [step, setStep] = useState<Step>({ at: 'ways' });
  const running = useRef(0);
  const { config } = wallet;
  const run = (first: Step, work: () => Promise<Step>): void => {
    running.current += 1;
    const mine = running.current;
    const show = (next: Step): void => {
      if (running.current === mine) setStep(next);
    };
    show(first);
    work().then(show, (cause: unknown) => {
      const { problem } = toWalletError(cause);
      if (atField.includes(problem)) show({ at: 'ways', problem });
      else if (problem !== 'offline') show({ at: 'failed', problem });
      else show({ at: 'failed', problem, retry: () => run(first, work) });
    });
  };
  const ask = async (text: string): Promise<Step> => ({
    at: 'ask',
    request: await openRequest(text, config),
  });
  const send = async (request: VerifiedRequest, disclose: readonly string[]): Promise<Step> => {
    const card = wallet.shown;
    const match = card === undefined ? undefined : matchCard(request, card);
    if (card === undefined || match === undefined) return { at: 'failed', problem: 'nothing_fitting' };
    const redirect = await share({ request, card, match, disclose }, config);
    await wallet.reload();
    if (redirect !== undefined) location.assign(redirect);
    return { at: 'done' };
  };
  return {
    step,
    open: (text) => run({ at: 'opening' }, () => ask(text)),
    openCode: (code) => run({ at: 'opening' }, async () => ask(await resolveCheckCode(code, config))),
    answer: (request, disclose) =>
      run({ at: 'sending' }, async () => {
        if (disclose !== undefined) return send(request, disclose);
        await decline(request);
        return { at: 'declined' };
      }),
    startOver: () => {
      running.current += 1;
      setStep({ at: 'ways' });
    },
  };
}

function Ended({ isShared }: { readonly isShared: boolean }): VNode {
  return (
    <>
      <PageTitle title={m.wallet_present_title()}>{m.wallet_present_title()}</PageTitle>
      <p class="notice" role="status">
        {isShared ? m.wallet_present_done() : m.wallet_present_declined()}
      </p>
      <a class="button wide" href="/">
        {m.wallet_not_found_home()}
      </a>
    </>
  );
}

function Failed({
  step,
  onOther,
}: {
  readonly step: Extract<Step, { at: 'failed' }>;
  readonly onOther: () => void;
}): VNode {
  const text = step.problem === 'offline' ? m.wallet_problem_offline_check() : problemWords(step.problem);
  return (
    <>
      <PageTitle title={m.wallet_present_title()}>{m.wallet_present_title()}</PageTitle>
      <Problem problem={step.problem} text={text}>
        {step.retry === undefined ? null : (
          <button type="button" class="primary" onClick={step.retry}>
            {m.common_retry()}
          </button>
        )}
        <button type="button" class="plain" onClick={onOther}>
          {m.wallet_other_way()}
        </button>
      </Problem>
    </>
  );
}

function Question({
  wallet,
  flow,
  request,
}: {
  readonly wallet: Wallet;
  readonly flow: Flow;
  readonly request: VerifiedRequest;
}): VNode {
  const card = wallet.shown;
  const match = card === undefined ? undefined : matchCard(request, card);
  return (
    <>
      <CardChoice wallet={wallet} />
      {match === undefined ? (
        <Failed step={{ at: 'failed', problem: 'nothing_fitting' }} onOther={flow.startOver} />
      ) : (
        <PresentAsk
          key={card?.id}
          request={request}
          match={match}
          onShare={(disclose) => flow.answer(request, disclose)}
          onDecline={() => flow.answer(request, undefined)}
        />
      )}
    </>
  );
}

/** W-6: answers a request for data; nothing leaves before „Udostępnij”. */
export function PresentPage({ wallet }: { readonly wallet: Wallet }): VNode {
  const flow = useFlow(wallet);
  const { step } = flow;
  // A link opens at once, and only once.
  useEffect(() => {
    const text = takeLaunch('present');
    if (text !== undefined && wallet.cards.length > 0) flow.open(text);
  }, []);
  if (wallet.cards.length === 0) {
    return (
      <>
        <PageTitle title={m.wallet_present_title()}>{m.wallet_present_title()}</PageTitle>
        <p>{m.wallet_present_no_card()}</p>
        <a class="button primary wide" href="/add">
          {m.wallet_add_button()}
        </a>
      </>
    );
  }
  switch (step.at) {
    case 'ways':
      return <PresentWays problem={step.problem} onText={flow.open} onCode={flow.openCode} />;
    case 'opening':
    case 'sending':
      return (
        <>
          <PageTitle title={m.wallet_present_title()}>{m.wallet_present_title()}</PageTitle>
          <Progress text={step.at === 'opening' ? m.wallet_present_opening() : m.wallet_present_sending()} />
        </>
      );
    case 'ask':
      return <Question wallet={wallet} flow={flow} request={step.request} />;
    case 'done':
    case 'declined':
      return <Ended isShared={step.at === 'done'} />;
    case 'failed':
      return <Failed step={step} onOther={flow.startOver} />;
  }
}
