import type { Child } from '@mleg/contract/guardian';
import type { Progress } from '@mleg/ui/photo/send-progress.tsx';
import { useState } from 'preact/hooks';
import type { ChosenPhoto } from './photo-choice.tsx';
import { placeOrder, putPortrait } from './portal-api.ts';
import { type Act, useAct } from './use-act.ts';

/** Version of the notice that step 4 shows; the school can prove what was read. */
const NOTICE_VERSION = 'portal-2026-11';

/** An order on its way, with its photo. */
export type OrderSending = {
  readonly act: Act;
  readonly progress: Progress;
  /** The photo has arrived; if the order did not, it alone is sent again. */
  readonly isPhotoThere: boolean;
  readonly send: () => void;
};

/**
 * Sends photo and order in one go. The photo is first: an order that is there is whole from its first moment, and a
 * photo that is refused leaves nothing behind.
 */
export function useOrderSending(
  order: {
    readonly pupilId: string;
    readonly mayPupilCollect: boolean;
    readonly photo: ChosenPhoto | undefined;
  },
  onSent: (child: Child) => void,
): OrderSending {
  const { pupilId, mayPupilCollect, photo } = order;
  const act = useAct();
  const [progress, setProgress] = useState<Progress>();
  const [arrived, setArrived] = useState<ChosenPhoto>();
  const isPhotoThere = photo !== undefined && arrived === photo;
  const send = (): void =>
    act.run(async () => {
      if (photo !== undefined && !isPhotoThere) {
        try {
          await putPortrait(pupilId, photo.file, setProgress);
          setArrived(photo);
        } finally {
          setProgress(undefined);
        }
      }
      onSent(await placeOrder(pupilId, { mayPupilCollect, noticeVersion: NOTICE_VERSION }));
    });
  return { act, progress, isPhotoThere, send };
}
