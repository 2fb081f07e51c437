import type { VerifiedRequest } from '@mleg/core/openid4vp/verify-request';
import { m } from '@mleg/i18n/messages';
import { PageTitle } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { takeLaunch } from '../launch.ts';
import type { Choice, Match, Redirect } from '../present/answer-request.ts';
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
  | { readonly at: 'opening' | 'sending' }
  | { readonly at: 'done' | 'declined'; readonly redirect: Redirect | undefined }
  | { readonly at: 'ask'; readonly request: VerifiedRequest }
  | {
      readonly at: 'failed';
      readonly problem: WalletProblem;
      readonly host?: string | undefined;
      readonly retry?: () => void;
    };

/** Worth another try with nothing typed anew. */
const passing: readonly WalletProblem[] = ['offline', 'unreachable', 'clock'];

/** What is wrong with a 6-digit code is said at its field. */
const atField: readonly WalletProblem[] = ['check_code_wrong', 'too_many_tries'];

type Flow = {
  readonly step: Step;
  readonly open: (text: string) => void;
  readonly openCode: (code: string) => void;
  readonly answer: (request: VerifiedRequest, chosen: readonly Choice[] | undefined) => void;
  readonly startOver: () => void;
};

/** What was ticked, among the choices of the copy that answers now. */
function sameChoices(match: Match, chosen: readonly Choice[]): Choice[] {
  const names = chosen.map((choice) => choice.names.join(' '));
  return match.choices.filter((choice) => names.includes(choice.names.join(' ')));
}

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
      const { problem, host } = toWalletError(cause);
      if (atField.includes(problem)) show({ at: 'ways', problem });
      else if (!passing.includes(problem)) show({ at: 'failed', problem, host });
      else show({ at: 'failed', problem, host, retry: () => run(first, work) });
    });
  };
  const ask = async (text: string): Promise<Step> => {
    const request = await openRequest(text, config);
    if (wallet.cards.some((card) => matchCard(request, card) !== undefined)) return { at: 'ask', request };
    // OpenID4VP 1.0 6.4.2: who cannot answer sends nothing and says so.
    await decline(request, config);
    return { at: 'failed', problem: 'nothing_fitting' };
  };
  const send = async (request: VerifiedRequest, chosen: readonly Choice[]): Promise<Step> => {
    const card = wallet.shown;
    const match = card === undefined ? undefined : matchCard(request, card);
    if (card === undefined || match === undefined) return { at: 'failed', problem: 'nothing_fitting' };
    const redirect = await share({ request, card, match, chosen: sameChoices(match, chosen) }, config);
    await wallet.reload();
    return { at: 'done', redirect };
  };
  return {
    step,
    open: (text) => run({ at: 'opening' }, () => ask(text)),
    openCode: (code) => run({ at: 'opening' }, async () => ask(await resolveCheckCode(code, config))),
    answer: (request, chosen) =>
      run({ at: 'sending' }, async () => {
        const next: Step =
          chosen === undefined
            ? { at: 'declined', redirect: await decline(request, config) }
            : await send(request, chosen);
        if ('redirect' in next && next.redirect?.isOwn === true) location.assign(next.redirect.uri);
        return next;
      }),
    startOver: () => {
      running.current += 1;
      setStep({ at: 'ways' });
    },
  };
}

type EndedProps = { readonly isShared: boolean; readonly redirect: Redirect | undefined };

function Ended({ isShared, redirect }: EndedProps): VNode {
  return (
    <>
      <PageTitle title={m.wallet_present_title()}>{m.wallet_present_title()}</PageTitle>
      <p class="notice" role="status">
        {isShared ? m.wallet_present_done() : m.wallet_present_declined()}
      </p>
      {redirect === undefined || redirect.isOwn ? null : (
        <section class="notice warn">
          <p>{m.wallet_present_redirect({ host: redirect.host })}</p>
          <a class="button wide" href={redirect.uri} rel="noreferrer">
            {m.wallet_present_redirect_go({ host: redirect.host })}
          </a>
        </section>
      )}
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
  const isOffline = step.problem === 'offline';
  const text = isOffline ? m.wallet_problem_offline_check() : problemWords(step.problem, step.host);
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
          onShare={(chosen) => flow.answer(request, chosen)}
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
      return <Ended isShared={step.at === 'done'} redirect={step.redirect} />;
    case 'failed':
      return <Failed step={step} onOther={flow.startOver} />;
  }
}
