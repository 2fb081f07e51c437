import { m } from '@mleg/i18n/messages';
import { ProblemNotice } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Crop, fitCrop, moveCrop, startCrop, ZOOM_MAX } from './crop.ts';
import { drawCrop, type OpenedPhoto } from './photo-file.ts';
import type { Act } from './use-act.ts';
import { useFingers } from './use-fingers.ts';

/** How far one press of an arrow moves the frame, as a share of it. */
const STEP = 0.05;
const VIEW = { width: 490, height: 630 };

type CropperProps = {
  readonly opened: OpenedPhoto;
  readonly act: Act;
  readonly onSend: (crop: Crop) => void;
  readonly onAgain: () => void;
};

/** The photo in its 35:45 frame: moved by finger, mouse, or buttons; zoomed; turned. What is seen is what is sent. */
export function PhotoCropper({ opened, act, onSend, onAgain }: CropperProps): VNode {
  const { picture } = opened;
  const canvas = useRef<HTMLCanvasElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const [crop, setCrop] = useState(() => startCrop(picture));
  useEffect(() => heading.current?.focus(), []);
  useEffect(() => {
    if (canvas.current !== null) drawCrop(canvas.current, picture, crop);
  }, [picture, crop]);
  useFingers(canvas, (right, down, zoom) =>
    setCrop((before) => moveCrop(picture, { ...before, zoom: before.zoom * zoom }, right, down)),
  );
  const tooSmall = Math.min(picture.width, picture.height) < 246;
  return (
    <section class="cropper">
      <h2 tabIndex={-1} ref={heading}>
        {m.portal_crop_title()}
      </h2>
      <p id="crop-how">{m.portal_crop_how()}</p>
      {act.error === undefined ? null : <ProblemNotice error={act.error} {...ownText(act.error.type)} />}
      <div class="crop-frame">
        <canvas
          ref={canvas}
          width={VIEW.width}
          height={VIEW.height}
          role="img"
          aria-label={m.portal_crop_label()}
          aria-describedby="crop-how"
        />
        <span class="crop-oval" aria-hidden="true" />
      </div>
      {tooSmall ? <p class="notice warn">{m.portal_photo_reason_too_small()}</p> : null}
      <CropControls opened={opened} crop={crop} onChange={setCrop} />
      <div class="actions">
        <button type="button" class="primary wide" aria-disabled={act.isBusy} onClick={() => onSend(crop)}>
          {act.isBusy ? m.portal_sending() : m.portal_crop_send()}
        </button>
        <button type="button" class="wide" onClick={onAgain}>
          {m.portal_crop_other()}
        </button>
      </div>
    </section>
  );
}

type ControlProps = {
  readonly opened: OpenedPhoto;
  readonly crop: Crop;
  readonly onChange: (crop: Crop) => void;
};

function CropControls({ opened: { picture }, crop, onChange }: ControlProps): VNode {
  const turn = (by: number): void => onChange(startCrop(picture, (crop.turns + by + 4) % 4));
  const button = (sign: string, label: string, work: () => void): VNode => (
    <button type="button" class="tool" aria-label={label} title={label} onClick={work}>
      <span aria-hidden="true">{sign}</span>
    </button>
  );
  const move = (right: number, down: number) => (): void => onChange(moveCrop(picture, crop, right, down));
  return (
    <div class="crop-controls">
      <label class="zoom">
        <span>{m.portal_crop_zoom()}</span>
        <input
          type="range"
          min="1"
          max={ZOOM_MAX}
          step="0.05"
          value={crop.zoom}
          aria-valuetext={`${Math.round(crop.zoom * 100)}%`}
          onInput={(event) =>
            onChange(fitCrop(picture, { ...crop, zoom: Number(event.currentTarget.value) }))
          }
        />
      </label>
      <fieldset class="row tools">
        <legend class="visually-hidden">{m.portal_crop_tools()}</legend>
        {button('⟲', m.portal_crop_turn_left(), () => turn(-1))}
        {button('⟳', m.portal_crop_turn_right(), () => turn(1))}
        {button('←', m.portal_crop_left(), move(STEP, 0))}
        {button('→', m.portal_crop_right(), move(-STEP, 0))}
        {button('↑', m.portal_crop_up(), move(0, STEP))}
        {button('↓', m.portal_crop_down(), move(0, -STEP))}
      </fieldset>
    </div>
  );
}

/** A photo is still here when the network is not: say so. */
function ownText(type: string): { text?: string } {
  return type === 'network' ? { text: m.portal_photo_offline() } : {};
}
