import type { Child } from '@mleg/contract/guardian';
import { m } from '@mleg/i18n/messages';
import type { Crop } from '@mleg/ui/photo/crop';
import { PhotoCropper } from '@mleg/ui/photo/photo-cropper.tsx';
import { encodeCrop, type OpenedPhoto, openPhoto } from '@mleg/ui/photo/photo-file';
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { reasonText, sizeText } from './texts.ts';
import { useAct } from './use-act.ts';

/** A photo that was cut here and is nowhere else yet. */
export type ChosenPhoto = {
  readonly opened: OpenedPhoto;
  readonly crop: Crop;
  /** The cut as JPEG: what will be sent. */
  readonly file: Blob;
  /** Address of `file` for this page alone. */
  readonly url: string;
};

/** A photo that waits to be sent; a page that is left with one asks first. */
export function useChosenPhoto(): [ChosenPhoto | undefined, (photo: ChosenPhoto | undefined) => void] {
  const [chosen, setChosen] = useState<ChosenPhoto>();
  const url = chosen?.url;
  useEffect(() => {
    if (url === undefined) return undefined;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => {
      window.removeEventListener('beforeunload', ask);
      URL.revokeObjectURL(url);
    };
  }, [url]);
  return [chosen, setChosen];
}

type ChoiceProps = {
  readonly child: Child;
  /** The photo whose cut is to be changed. */
  readonly start?: ChosenPhoto | undefined;
  readonly onChosen: (photo: ChosenPhoto) => void;
  /** The person is content with the photo that the school has. */
  readonly onKeep: () => void;
};

/** Choose or take a photo and cut it. Nothing leaves this device here. */
export function PhotoChoice({ child, start, onChosen, onKeep }: ChoiceProps): VNode {
  const act = useAct();
  const [opened, setOpened] = useState(start?.opened);
  const [problem, setProblem] = useState<string>();
  const choose = (file: File): void =>
    act.run(async () => {
      setProblem(undefined);
      const photo = await openPhoto(file).catch(() => undefined);
      if (photo === undefined) setProblem(m.photo_not_opened());
      else setOpened(photo);
    });
  const use = (crop: Crop): void =>
    act.run(async () => {
      if (opened === undefined) return;
      const file = await encodeCrop(opened.picture, crop);
      onChosen({ opened, crop, file, url: URL.createObjectURL(file) });
    });
  if (opened === undefined)
    return <Choose child={child} isBusy={act.isBusy} problem={problem} onFile={choose} onKeep={onKeep} />;
  return (
    <PhotoCropper
      opened={opened}
      start={opened === start?.opened ? start?.crop : undefined}
      isBusy={act.isBusy}
      label={m.portal_photo_use()}
      onUse={use}
      onAgain={() => setOpened(undefined)}
    >
      {act.error === undefined ? null : (
        <p class="notice bad" role="alert">
          <strong>{m.common_error_prefix()}</strong> {m.photo_not_opened()}
        </p>
      )}
    </PhotoCropper>
  );
}

type ChosenProps = {
  readonly photo: ChosenPhoto;
  /** Where the photo is and what becomes of it. */
  readonly text: string;
  readonly onRecrop: () => void;
  readonly onOther: () => void;
};

/** The cut photo as it will be sent, and the ways to change it. */
export function Chosen({ photo, text, onRecrop, onOther }: ChosenProps): VNode {
  const { opened, file, url } = photo;
  const box = useRef<HTMLElement>(null);
  useEffect(() => box.current?.focus(), []);
  const isSmaller = file.size < opened.bytes;
  return (
    <>
      <figure class="photo-now" tabIndex={-1} ref={box}>
        <img src={url} alt={m.portal_photo_now_alt()} width="140" height="180" />
        <figcaption>
          {text}
          {isSmaller ? (
            <span class="quiet block">
              {m.portal_photo_shrunk({ before: sizeText(opened.bytes), after: sizeText(file.size) })}
            </span>
          ) : null}
        </figcaption>
      </figure>
      <div class="row photo-ways">
        <button type="button" onClick={onRecrop}>
          {m.portal_photo_recrop()}
        </button>
        <button type="button" onClick={onOther}>
          {m.crop_other()}
        </button>
      </div>
    </>
  );
}

type ChooseProps = {
  readonly child: Child;
  readonly isBusy: boolean;
  readonly problem: string | undefined;
  readonly onFile: (file: File) => void;
  readonly onKeep: () => void;
};

function Choose({ child, isBusy, problem, onFile, onKeep }: ChooseProps): VNode {
  const { portrait } = child;
  const isRefused = portrait?.state === 'refused';
  return (
    <>
      {portrait === null ? null : (
        <figure class="photo-now">
          <img src={portrait.url} alt={m.portal_photo_now_alt()} width="140" height="180" />
          <figcaption>
            {isRefused ? (
              <strong>
                {m.portal_detail_photo_refused({ reason: reasonText(portrait.refusal ?? 'other') })}
              </strong>
            ) : (
              m.portal_photo_now()
            )}
          </figcaption>
        </figure>
      )}
      {portrait === null || isRefused ? <Guide /> : null}
      {problem === undefined ? null : (
        <p class="notice bad" role="alert">
          <strong>{m.common_error_prefix()}</strong> {problem}
        </p>
      )}
      {portrait === null || isRefused ? null : (
        <button type="button" class="primary wide" onClick={onKeep}>
          {m.portal_photo_keep()}
        </button>
      )}
      <div class="file-buttons">
        <FileButton
          label={isRefused ? m.portal_photo_new() : m.portal_photo_take()}
          isCamera
          isPrimary={portrait === null || isRefused}
          isBusy={isBusy}
          onFile={onFile}
        />
        <FileButton label={m.portal_photo_choose()} isPrimary={false} isBusy={isBusy} onFile={onFile} />
      </div>
      {isBusy ? <p role="status">{m.portal_photo_opening()}</p> : null}
    </>
  );
}

function Guide(): VNode {
  return (
    <div class="guide">
      <svg viewBox="0 0 70 90" class="guide-picture" aria-hidden="true">
        <rect width="70" height="90" rx="4" class="guide-ground" />
        <ellipse cx="35" cy="38" rx="17" ry="22" class="guide-skin" />
        <path d="M8 90c2-18 14-24 27-24s25 6 27 24z" class="guide-clothes" />
        <ellipse cx="35" cy="40" rx="21" ry="27" class="guide-oval" />
      </svg>
      <ul>
        <li>{m.portal_photo_rule_1()}</li>
        <li>{m.portal_photo_rule_2()}</li>
        <li>{m.portal_photo_rule_3()}</li>
        <li>{m.portal_photo_rule_4()}</li>
      </ul>
    </div>
  );
}

type FileButtonProps = {
  readonly label: string;
  readonly isCamera?: boolean;
  readonly isPrimary: boolean;
  readonly isBusy: boolean;
  readonly onFile: (file: File) => void;
};

function FileButton({ label, isCamera = false, isPrimary, isBusy, onFile }: FileButtonProps): VNode {
  const take = (event: { currentTarget: HTMLInputElement }): void => {
    const [file] = event.currentTarget.files ?? [];
    // So that the same file can be chosen again after a change of mind.
    event.currentTarget.value = '';
    if (file !== undefined) onFile(file);
  };
  return (
    <label class={`button wide file-button${isPrimary ? ' primary' : ''}${isCamera ? ' camera' : ''}`}>
      <span>{label}</span>
      <input
        type="file"
        accept="image/*"
        {...(isCamera ? { capture: 'environment' } : {})}
        disabled={isBusy}
        onChange={take}
      />
    </label>
  );
}
