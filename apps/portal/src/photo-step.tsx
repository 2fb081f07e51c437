import type { Child } from '@mleg/contract/guardian';
import type { PortraitVerdict } from '@mleg/contract/pupil';
import { m } from '@mleg/i18n/messages';
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Crop } from './crop.ts';
import { PhotoCropper } from './photo-cropper.tsx';
import { encodeCrop, type OpenedPhoto, openPhoto } from './photo-file.ts';
import { putPortrait, readChild } from './portal-api.ts';
import { photoReasonText, reasonText, sizeText } from './texts.ts';
import { type Act, useAct } from './use-act.ts';

type PhotoStepProps = {
  readonly child: Child;
  readonly put: (child: Child) => void;
  /** The person is content with the photo that the school has. */
  readonly onDone: () => void;
};

type Sent = PortraitVerdict & { readonly url: string };

/** Choose or take a photo, cut it, send it, and hear what the school's program thinks of it. */
export function PhotoStep({ child, put, onDone }: PhotoStepProps): VNode {
  const act = useAct();
  const [opened, setOpened] = useState<OpenedPhoto>();
  const [said, setSaid] = useState<string>();
  const [sent, setSent] = useState<Sent>();
  const sentUrl = sent?.url;
  useEffect(() => (sentUrl === undefined ? undefined : () => URL.revokeObjectURL(sentUrl)), [sentUrl]);
  const startAgain = (): void => {
    setOpened(undefined);
    setSent(undefined);
    setSaid(undefined);
  };
  const choose = (file: File): void =>
    act.run(async () => {
      setSaid(undefined);
      const photo = await openPhoto(file).catch(() => undefined);
      if (photo === undefined) setSaid(m.portal_photo_not_opened());
      else setOpened({ ...photo });
    });
  const send = (crop: Crop): void =>
    act.run(async () => {
      if (opened === undefined) return;
      const blob = await encodeCrop(opened.picture, crop);
      const verdict = await putPortrait(child.pupilId, blob);
      setSaid(shrunkText(opened.bytes, blob.size));
      // The photo is in the school: that this could not be read again is no failure of sending.
      const fresh = await readChild(child.pupilId).catch(() => undefined);
      setSent({ ...verdict, url: URL.createObjectURL(blob) });
      if (fresh !== undefined) put(fresh);
    });
  if (sent !== undefined) return <Verdict sent={sent} said={said} onKeep={onDone} onAgain={startAgain} />;
  if (opened !== undefined) {
    return <PhotoCropper opened={opened} act={act} onSend={send} onAgain={startAgain} />;
  }
  return <Choose child={child} act={act} problem={said} onFile={choose} onKeep={onDone} />;
}

/** „Plik ma 7,2 MB. Zmniejszyliśmy go do 1,1 MB.” where that is so. */
function shrunkText(before: number, after: number): string | undefined {
  return after < before
    ? m.portal_photo_shrunk({ before: sizeText(before), after: sizeText(after) })
    : undefined;
}

type ChooseProps = {
  readonly child: Child;
  readonly act: Act;
  readonly problem: string | undefined;
  readonly onFile: (file: File) => void;
  readonly onKeep: () => void;
};

function Choose({ child, act, problem, onFile, onKeep }: ChooseProps): VNode {
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
          isBusy={act.isBusy}
          onFile={onFile}
        />
        <FileButton label={m.portal_photo_choose()} isPrimary={false} isBusy={act.isBusy} onFile={onFile} />
      </div>
      {act.isBusy ? <p role="status">{m.portal_photo_opening()}</p> : null}
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

type VerdictProps = {
  readonly sent: Sent;
  readonly said: string | undefined;
  readonly onKeep: () => void;
  readonly onAgain: () => void;
};

function Verdict({ sent, said, onKeep, onAgain }: VerdictProps): VNode {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  const isGood = sent.verdict === 'ok';
  return (
    <>
      <div class={isGood ? 'notice good' : 'notice warn'} role="status" tabIndex={-1} ref={box}>
        <p>
          <strong>{isGood ? m.portal_photo_good() : m.portal_photo_doubt()}</strong>
        </p>
        {isGood ? null : (
          <ul>
            {sent.reasons.map((reason) => (
              <li key={reason}>{photoReasonText(reason)}</li>
            ))}
          </ul>
        )}
        {isGood ? null : <p>{m.portal_photo_doubt_next()}</p>}
      </div>
      <figure class="photo-now">
        <img src={sent.url} alt={m.portal_photo_now_alt()} width="140" height="180" />
        {said === undefined ? null : <figcaption class="quiet">{said}</figcaption>}
      </figure>
      <div class="actions">
        <button type="button" class="primary wide" onClick={onKeep}>
          {isGood ? m.common_continue() : m.portal_photo_keep()}
        </button>
        <button type="button" class="wide" onClick={onAgain}>
          {m.portal_photo_new()}
        </button>
      </div>
    </>
  );
}
