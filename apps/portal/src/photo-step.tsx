import type { Child } from '@mleg/contract/guardian';
import { m } from '@mleg/i18n/messages';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Chosen, type ChosenPhoto, PhotoChoice } from './photo-choice.tsx';

type PhotoStepProps = {
  readonly child: Child;
  readonly chosen: ChosenPhoto | undefined;
  readonly setChosen: (photo: ChosenPhoto | undefined) => void;
  readonly onNext: () => void;
};

/** Step 2 of the order: a photo that is sent with it at the end, or the one that the school has. */
export function PhotoStep({ child, chosen, setChosen, onNext }: PhotoStepProps): VNode {
  const [isRecut, setRecut] = useState(false);
  const take = (photo: ChosenPhoto): void => {
    setRecut(false);
    setChosen(photo);
  };
  if (chosen === undefined || isRecut)
    return <PhotoChoice child={child} start={chosen} onChosen={take} onKeep={onNext} />;
  return (
    <>
      <Chosen
        photo={chosen}
        text={m.portal_photo_chosen()}
        onRecrop={() => setRecut(true)}
        onOther={() => setChosen(undefined)}
      />
      <button type="button" class="primary wide" onClick={onNext}>
        {m.common_continue()}
      </button>
    </>
  );
}
