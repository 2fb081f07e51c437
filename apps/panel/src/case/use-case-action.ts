import type { OrderDetail, OrderRow } from '@mleg/contract/order';
import { m } from '@mleg/i18n/messages';
import { ApiError } from '@mleg/ui/call-api';
import { type Action, useAction } from '../use-action.ts';
import { orderStateWords } from '../words.ts';

/** The commands of one case; an answer that brings the case anew is shown at once. */
export type CaseAction = Action & {
  /** Runs a command and shows the case that it answers. */
  readonly change: (command: () => Promise<OrderDetail>) => Promise<boolean>;
  /** Runs a command that answers something else, then asks for the case again. */
  readonly other: (command: () => Promise<unknown>) => Promise<boolean>;
  /** A more exact sentence for the last failure, where there is one. */
  readonly errorText: { readonly text?: string };
};

/** @param show `put` shows a case that came back, `refresh` asks for it again */
export function useCaseAction(show: {
  readonly put: (order: OrderDetail) => void;
  readonly refresh: () => void;
}): CaseAction {
  const action = useAction();
  const guarded = async (command: () => Promise<unknown>): Promise<boolean> =>
    action.run(async () => {
      try {
        await command();
      } catch (cause) {
        // Somebody else was faster: the case on the screen is not what stands on the server.
        if (cause instanceof ApiError && isOutdated(cause)) show.refresh();
        throw cause;
      }
    });
  return {
    ...action,
    errorText: staleText(action.error),
    change: (command) => guarded(async () => show.put(await command())),
    other: async (command) => {
      const isDone = await guarded(command);
      if (isDone) show.refresh();
      return isDone;
    },
  };
}

function isOutdated(error: ApiError): boolean {
  return ['stale_version', 'wrong_state', 'conflict', 'right_ended'].includes(error.type);
}

function staleText(error: ApiError | undefined): { readonly text?: string } {
  if (error?.type !== 'stale_version') return {};
  const { state, by } = error.details;
  const stage = typeof state === 'string' ? orderStateWords[state as OrderRow['state']]?.() : undefined;
  if (stage === undefined) return {};
  const text = typeof by === 'string' ? m.panel_stale_by({ who: by, stage }) : m.panel_stale({ stage });
  return { text };
}
