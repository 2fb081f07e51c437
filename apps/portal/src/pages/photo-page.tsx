import type { Child } from '@mleg/contract/guardian';
import { m } from '@mleg/i18n/messages';
import { PageTitle } from '@mleg/ui/parts.tsx';
import { type Progress, SendProgress } from '@mleg/ui/photo/send-progress.tsx';
import { go } from '@mleg/ui/router';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { addressOf } from '../addresses.ts';
import { PrivacyText } from '../order-steps.tsx';
import { Chosen, PhotoChoice, useChosenPhoto } from '../photo-choice.tsx';
import { PhotoSendProblem } from '../photo-send-problem.tsx';
import { PhotoVerdict, type SentPhoto } from '../photo-verdict.tsx';
import { putPortrait, readChild } from '../portal-api.ts';
import { stageDetail } from '../stage-detail.ts';
import { useAct } from '../use-act.ts';
import { BackLink, tabTitle, Whom, WithChild } from '../with-child.tsx';

/** A photo for a child: the first one, one instead of a refused one, or a better one. */
export function PhotoPage({ pupilId }: { readonly pupilId: string }): VNode {
  const back = addressOf(pupilId);
  return (
    <WithChild pupilId={pupilId}>
      {(child, put) => (
        <div class="narrow">
          <BackLink href={back} text={m.portal_child_tab()} />
          <PageTitle title={tabTitle(m.portal_photo_title())}>{m.portal_photo_title()}</PageTitle>
          <Whom child={child} />
          {child.objectionBasis && child.portrait === null ? (
            <p class="notice">{m.portal_detail_only_photo()}</p>
          ) : null}
          {child.status === 'left' ? (
            <p class="notice">{stageDetail(child)}</p>
          ) : (
            <Photo child={child} put={put} onDone={() => go(back)} />
          )}
        </div>
      )}
    </WithChild>
  );
}

type PhotoProps = {
  readonly child: Child;
  readonly put: (child: Child) => void;
  readonly onDone: () => void;
};

/** Cut first, then what the school does with it (where no order has said that yet), then send. */
function Photo({ child, put, onDone }: PhotoProps): VNode {
  const act = useAct();
  const [chosen, setChosen] = useChosenPhoto();
  const [isRecut, setRecut] = useState(false);
  const [progress, setProgress] = useState<Progress>();
  const [sent, setSent] = useState<SentPhoto>();
  const [isAsked, setAsked] = useState(child.order === null);
  const restart = (): void => {
    setChosen(undefined);
    setSent(undefined);
  };
  const send = (): void =>
    act.run(async () => {
      if (chosen === undefined) return;
      try {
        const verdict = await putPortrait(child.pupilId, chosen.file, setProgress);
        // The photo is in the school: that this could not be read again is no failure of sending.
        const fresh = await readChild(child.pupilId).catch(() => undefined);
        setSent({ ...verdict, url: fresh?.portrait?.url ?? chosen.url });
        if (fresh !== undefined) {
          put(fresh);
          setChosen(undefined);
        }
        setAsked(false);
      } finally {
        setProgress(undefined);
      }
    });
  if (sent !== undefined) return <PhotoVerdict sent={sent} onKeep={onDone} onAgain={restart} />;
  if (chosen === undefined || isRecut) {
    const take: typeof setChosen = (photo) => {
      setRecut(false);
      setChosen(photo);
    };
    return <PhotoChoice child={child} start={chosen} onChosen={take} onKeep={onDone} />;
  }
  return (
    <>
      <Chosen
        photo={chosen}
        text={m.portal_photo_chosen_alone()}
        onRecrop={() => setRecut(true)}
        onOther={restart}
      />
      {isAsked ? <PrivacyText child={child} /> : null}
      {act.error === undefined ? null : <PhotoSendProblem error={act.error} />}
      <SendProgress progress={progress} />
      <button type="button" class="primary wide" aria-disabled={act.isBusy} onClick={send}>
        {act.isBusy ? m.portal_sending() : m.portal_photo_send()}
      </button>
    </>
  );
}
