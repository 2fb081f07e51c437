import { useRef, useState } from 'preact/hooks';
import { readCard } from '../card/read-card.ts';
import { urlRules } from '../config.ts';
import { loadTrustList } from '../status/trust.ts';
import type { PendingRecord, PendingReference } from '../store/records.ts';
import { dropPending, forgetToken } from '../store/store.ts';
import { toWalletError, WalletError, type WalletProblem } from '../wallet-error.ts';
import type { Wallet } from '../wallet-state.ts';
import {
  type Candidate,
  checkReceived,
  declineCard,
  isSamePaperId,
  keepCard,
  reportFailure,
} from './keep.ts';
import { hashReference, type OpenedOffer, openOffer, readReference, resolveTypedCode } from './offer.ts';
import { canResume, type Issued } from './resume.ts';
import { beginActivation, receive, redeemCode } from './take.ts';

/** What is done while the person waits. */
export type Work = 'keys' | 'token' | 'receive' | 'check';

/** Where the person is. */
export type Step =
  | {
      readonly at: 'ways';
      readonly problem?: WalletProblem;
      readonly host?: string | undefined;
      readonly isBusy?: boolean;
    }
  | { readonly at: 'opening' }
  | {
      readonly at: 'code';
      readonly opened: OpenedOffer;
      readonly problem?: WalletProblem;
      /** The code that stood beside the link, to be confirmed. */
      readonly beside?: string | undefined;
      /** After a wrong code: how many tries this phone may still have; another phone may have used some. */
      readonly triesLeft?: number;
    }
  | { readonly at: 'working'; readonly work: Work }
  | { readonly at: 'confirm'; readonly candidate: Candidate; readonly isReplacing: boolean }
  | {
      readonly at: 'failed';
      readonly problem: WalletProblem;
      readonly host?: string | undefined;
      readonly retry?: () => void;
    }
  | { readonly at: 'kept' }
  | { readonly at: 'declined' };

/** What the screens may do. */
export type Activation = {
  readonly step: Step;
  /** An offer's link; the problem when it is none. `beside`: the activation code that stood with it. */
  readonly openLink: (link: string, beside?: string) => WalletProblem | undefined;
  readonly openTyped: (code: string, issuer: string, beside?: string) => void;
  readonly takeCode: (opened: OpenedOffer, code: string) => void;
  readonly resume: (pending: PendingRecord) => void;
  readonly answer: (candidate: Candidate, isYes: boolean) => void;
  readonly startOver: () => void;
};

/** The school's system locks an offer after so many wrong codes. */
const TRIES_MAX = 5;

/** Worth another try with nothing typed anew. */
const passing: readonly WalletProblem[] = [
  'offline',
  'unreachable',
  'unreadable',
  'server',
  'storage',
  'clock',
];

/** Receives, checks and asks; everything it needs is kept, so that it may be run again. */
async function receiveAndCheck(
  wallet: Wallet,
  pending: PendingRecord & { issued: Issued },
  show: (step: Step) => void,
): Promise<Step> {
  show({ at: 'working', work: 'receive' });
  const received = await receive(pending);
  show({ at: 'working', work: 'check' });
  const trust = await loadTrustList(wallet.config);
  try {
    const candidate = await checkReceived(pending, received, trust);
    const isReplacing = wallet.cards.some((card) => isSamePaperId(candidate.card, readCard(card)?.card));
    return { at: 'confirm', candidate, isReplacing };
  } catch (cause) {
    // A wrong clock is set right and tried again with what came.
    if (cause instanceof WalletError && cause.problem !== 'clock') await reportFailure(pending, received);
    throw cause;
  }
}

async function openAgain(wallet: Wallet, reference: PendingReference): Promise<OpenedOffer> {
  return openOffer(reference, urlRules(wallet.config), await loadTrustList(wallet.config));
}

/** A token that this phone has is used again; one that ran out is asked for with a fresh pre-authorized code. */
async function getToken(
  wallet: Wallet,
  begun: PendingRecord,
  opened: OpenedOffer,
  txCode: string | undefined,
): Promise<PendingRecord> {
  if (canResume(begun)) return begun;
  if (begun.issued !== undefined) return redeemCode(begun, await openAgain(wallet, begun.reference), txCode);
  try {
    return await redeemCode(begun, opened, txCode);
  } catch (cause) {
    if (!(cause instanceof WalletError) || cause.problem !== 'offer_expired') throw cause;
    // Who typed slowly outlived the pre-authorized code, not the offer; an offer that is over says so when it is opened.
    return redeemCode(begun, await openAgain(wallet, opened.reference), txCode);
  }
}

async function takeOffer(
  wallet: Wallet,
  opened: OpenedOffer,
  txCode: string | undefined,
  show: (step: Step) => void,
): Promise<Step> {
  show({ at: 'working', work: 'keys' });
  const begun = await beginActivation(opened);
  show({ at: 'working', work: 'token' });
  try {
    const pending = await getToken(wallet, begun, opened, txCode);
    return canResume(pending) ? await receiveAndCheck(wallet, pending, show) : failed('server');
  } catch (cause) {
    if (!(cause instanceof WalletError) || cause.problem !== 'code_wrong') throw cause;
    // A locked, used or expired offer says so here; an open one means that the code was wrong.
    return {
      at: 'code',
      opened: await openAgain(wallet, opened.reference),
      problem: 'code_wrong',
    };
  }
}

function failed(problem: WalletProblem, host?: string): Step {
  return { at: 'failed', problem, host };
}

/** The activation, from the offer to the person's yes. */
export function useActivation(wallet: Wallet): Activation {
  const [step, setStep] = useState<Step>({ at: 'ways' });
  const running = useRef(0);
  const wrong = useRef({ offer: '', tries: 0 });
  /** Counts a wrong code of this offer. @returns the tries that are left at most */
  const countWrong = ({ reference }: OpenedOffer): number => {
    const offer = JSON.stringify(reference);
    const tries = wrong.current.offer === offer ? wrong.current.tries + 1 : 1;
    wrong.current = { offer, tries };
    return TRIES_MAX - tries;
  };
  /** Runs one stretch; a later one, or leaving, throws its end away. */
  const run = (work: (show: (step: Step) => void) => Promise<Step>): void => {
    running.current += 1;
    const mine = running.current;
    const show = (next: Step): void => {
      if (running.current === mine) setStep(next);
    };
    const fail = async (cause: unknown): Promise<void> => {
      const { problem, host } = toWalletError(cause);
      if (problem === 'denied') await dropPending().catch(() => undefined);
      if (problem === 'token_over') await forgetToken().catch(() => undefined);
      show(
        passing.includes(problem)
          ? { at: 'failed', problem, host, retry: () => run(work) }
          : failed(problem, host),
      );
    };
    work(show).then(show, fail);
  };
  const open = (reference: PendingReference, beside?: string): void =>
    run(async (show) => {
      show({ at: 'opening' });
      const offerHash = hashReference(reference);
      if (wallet.cards.some((card) => card.offerHash === offerHash)) return failed('already_here');
      const opened = await openAgain(wallet, reference);
      if (opened.offer.txCode !== undefined) return { at: 'code', opened, beside };
      return takeOffer(wallet, opened, undefined, show);
    });
  const resumeWith = (pending: PendingRecord & { issued: Issued }): void =>
    run((show) => receiveAndCheck(wallet, pending, show));
  return {
    step,
    openLink: (link, beside) => {
      try {
        open(readReference(link, urlRules(wallet.config)), beside);
        return undefined;
      } catch (cause) {
        return toWalletError(cause).problem;
      }
    },
    openTyped: (code, issuer, beside) =>
      run(async (show) => {
        show({ at: 'ways', isBusy: true });
        try {
          const trust = await loadTrustList(wallet.config);
          open(await resolveTypedCode(issuer, code, urlRules(wallet.config), trust), beside);
          return { at: 'opening' };
        } catch (cause) {
          const { problem, host } = toWalletError(cause);
          return { at: 'ways', problem, host };
        }
      }),
    takeCode: (opened, code) =>
      run(async (show) => {
        const next = await takeOffer(wallet, opened, code, show);
        return next.at === 'code' ? { ...next, triesLeft: countWrong(opened) } : next;
      }),
    resume: (pending) => {
      if (canResume(pending)) resumeWith(pending);
    },
    answer: (candidate, isYes) =>
      run(async () => {
        await (isYes ? keepCard(candidate) : declineCard(candidate));
        await wallet.reload();
        return { at: isYes ? 'kept' : 'declined' };
      }),
    startOver: () => {
      running.current += 1;
      setStep({ at: 'ways' });
    },
  };
}
