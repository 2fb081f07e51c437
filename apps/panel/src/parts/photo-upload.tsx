import { m } from '@mleg/i18n/messages';
import { ProblemNotice } from '@mleg/ui/parts.tsx';
import type { Crop } from '@mleg/ui/photo/crop';
import { PhotoCropper } from '@mleg/ui/photo/photo-cropper.tsx';
import { encodeCrop, isHeic, type OpenedPhoto, openPhoto } from '@mleg/ui/photo/photo-file';
import { photoProblemText } from '@mleg/ui/photo/photo-problem';
import { type Progress, SendProgress } from '@mleg/ui/photo/send-progress.tsx';
import type { VNode } from 'preact';
import { useId, useState } from 'preact/hooks';
import { putPortrait, readPortraitFile } from '../api.ts';
import { type Action, useAction } from '../use-action.ts';
import { photoReasonText } from '../words.ts';

type Said = { readonly isGood: boolean; readonly text: string };

/** A photo that is being brought to the desk: opened, cut, then sent. */
export type PhotoDesk = {
  readonly opened: OpenedPhoto | undefined;
  readonly said: Said | undefined;
  readonly progress: Progress;
  readonly action: Action;
  readonly open: (read: () => Promise<Blob>) => Promise<void>;
  readonly save: (crop: Crop) => Promise<void>;
  readonly close: () => void;
};

/** @param onDone the pupil has another photo now */
export function usePhotoDesk(pupilId: string, onDone: () => unknown): PhotoDesk {
  const [opened, setOpened] = useState<OpenedPhoto>();
  const [said, setSaid] = useState<Said>();
  const [progress, setProgress] = useState<Progress>();
  const action = useAction();
  const send = async (file: Blob): Promise<void> =>
    setSaid(verdictText(await putPortrait(pupilId, file, setProgress)));
  const open = async (read: () => Promise<Blob>): Promise<void> => {
    setSaid(undefined);
    let isSent = false;
    await action.run(async () => {
      const file = await read();
      const photo = await openPhoto(file).catch(() => undefined);
      if (photo !== undefined) return setOpened(photo);
      if (!(await isHeic(file))) return setSaid({ isGood: false, text: m.photo_not_opened() });
      // The server reads what this browser does not, and cuts it; it can be cut anew from there.
      await send(file);
      isSent = true;
    });
    setProgress(undefined);
    if (isSent) onDone();
  };
  const save = async (crop: Crop): Promise<void> => {
    if (opened === undefined) return;
    const isSaved = await action.run(async () => {
      await send(await encodeCrop(opened.picture, crop));
    });
    setProgress(undefined);
    if (!isSaved) return;
    setOpened(undefined);
    onDone();
  };
  return { opened, said, progress, action, open, save, close: () => setOpened(undefined) };
}

/** The photo in the one cropper; the earlier one stays until this one is saved. */
export function PhotoCutting(props: {
  readonly desk: PhotoDesk;
  readonly opened: OpenedPhoto;
  readonly level: 3 | 4;
}): VNode {
  const { desk, opened, level } = props;
  const { error, isBusy } = desk.action;
  const text = error === undefined ? undefined : photoProblemText(error);
  return (
    <PhotoCropper
      opened={opened}
      level={level}
      isBusy={isBusy}
      label={m.panel_photo_save()}
      onUse={(crop) => void desk.save(crop)}
      onAgain={desk.close}
    >
      {error === undefined ? null : <ProblemNotice error={error} {...(text === undefined ? {} : { text })} />}
      <SendProgress progress={desk.progress} />
    </PhotoCropper>
  );
}

/** The ways to another photo: a file, or another cut of the one that is there. */
export function PhotoUpload(props: {
  readonly desk: PhotoDesk;
  /** The photo that is there, undefined for none. */
  readonly url: string | undefined;
}): VNode {
  const { desk, url } = props;
  const { isBusy, error } = desk.action;
  const id = useId();
  const choose = (event: { currentTarget: HTMLInputElement }): void => {
    const input = event.currentTarget;
    const file = input.files?.[0];
    // So that the same file can be chosen again.
    input.value = '';
    if (file !== undefined) void desk.open(async () => file);
  };
  return (
    <div class="upload">
      <div class="row">
        <label class="button" for={id}>
          {url === undefined ? m.panel_photo_upload() : m.panel_photo_replace()}
        </label>
        <input
          id={id}
          class="visually-hidden"
          aria-describedby={`${id}-hint`}
          type="file"
          accept="image/*"
          disabled={isBusy}
          onChange={choose}
        />
        {url === undefined ? null : (
          <button
            type="button"
            aria-disabled={isBusy}
            onClick={() => void desk.open(() => readPortraitFile(url))}
          >
            {m.panel_photo_recrop()}
          </button>
        )}
      </div>
      <span class="field-hint small" id={`${id}-hint`}>
        {m.panel_photo_upload_hint()}
      </span>
      {desk.said === undefined ? null : (
        <p class={desk.said.isGood ? 'said good' : 'said warn'} role="status">
          {desk.said.text}
        </p>
      )}
      {error === undefined ? null : <ProblemNotice error={error} />}
    </div>
  );
}

function verdictText(verdict: Awaited<ReturnType<typeof putPortrait>>): Said {
  if (verdict.verdict === 'ok') return { isGood: true, text: m.panel_photo_saved() };
  const list = verdict.reasons.map(photoReasonText).join(', ');
  return { isGood: false, text: m.panel_photo_saved_but({ reasons: list }) };
}
