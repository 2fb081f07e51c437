import { m } from '@mleg/i18n/messages';
import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { type Crop, cropBox, fitCrop, holdsWholeScene, moveCrop, startCrop, ZOOM_MAX } from './crop.ts';
import { drawCrop, type OpenedPhoto } from './photo-file.ts';
import { useFingers } from './use-fingers.ts';

/** How far one press of an arrow moves the frame, as a share of it. */
const STEP = 0.05;
const ZOOM_STEP = 1.1;
const VIEW = { width: 490, height: 630 };
/** Less than this is unclear on the ID. */
const SMALL_WIDTH = 246;

type CropperProps = {
  readonly opened: OpenedPhoto;
  /** The cut to begin with, when one is changed. */
  readonly start?: Crop | undefined;
  /** Level of its heading. */
  readonly level?: 2 | 3 | 4;
  readonly isBusy: boolean;
  /** What the button says. */
  readonly label: string;
  readonly onUse: (crop: Crop) => void;
  readonly onAgain: () => void;
  /** How sending goes, or why it did not. */
  readonly children?: ComponentChildren;
};

/** The photo in its 35:45 frame: moved by finger, mouse, keys or buttons; zoomed; turned. What is seen is what is used. */
export function PhotoCropper(props: CropperProps): VNode {
  const { opened, start, level = 2, isBusy, label, onUse, onAgain, children } = props;
  const { picture } = opened;
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const [crop, setCrop] = useState(() => start ?? startCrop(picture));
  const [isWholeRight, setWholeRight] = useState(start !== undefined);
  const Heading = `h${level}` as const;
  useEffect(() => heading.current?.focus(), []);
  const isWhole = holdsWholeScene(picture, crop);
  const isHeld = isWhole && !isWholeRight;
  return (
    <section class="cropper" aria-labelledby={id}>
      <Heading id={id} tabIndex={-1} ref={heading}>
        {m.crop_title()}
      </Heading>
      <p id={`${id}-how`}>
        {m.crop_how()} <span class="crop-keys">{m.crop_keys()}</span>
      </p>
      <Frame picture={picture} crop={crop} onChange={setCrop} describedBy={`${id}-how`} />
      {isWhole ? (
        <div class="notice warn" id={`${id}-whole`}>
          <p>{m.crop_whole()}</p>
          <label class="choice">
            <input
              type="checkbox"
              checked={isWholeRight}
              onChange={(event) => setWholeRight(event.currentTarget.checked)}
            />
            {m.crop_whole_right()}
          </label>
        </div>
      ) : null}
      {isSmall(opened, crop) ? <p class="notice warn">{m.crop_too_small()}</p> : null}
      <CropControls opened={opened} crop={crop} onChange={setCrop} />
      {children}
      <div class="actions">
        <button
          type="button"
          class="primary wide"
          aria-disabled={isBusy || isHeld}
          {...(isHeld ? { 'aria-describedby': `${id}-whole` } : {})}
          onClick={() => (isBusy || isHeld ? undefined : onUse(crop))}
        >
          {label}
        </button>
        <button type="button" class="wide" onClick={onAgain}>
          {m.crop_other()}
        </button>
      </div>
    </section>
  );
}

function isSmall({ picture }: OpenedPhoto, crop: Crop): boolean {
  return cropBox(picture, crop).width < SMALL_WIDTH;
}

type FrameProps = {
  readonly picture: HTMLCanvasElement;
  readonly crop: Crop;
  readonly onChange: (change: (before: Crop) => Crop) => void;
  readonly describedBy: string;
};

function Frame({ picture, crop, onChange, describedBy }: FrameProps): VNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current !== null) drawCrop(canvas.current, picture, crop);
  }, [picture, crop]);
  useFingers(canvas, (right, down, zoom) =>
    onChange((before) => moveCrop(picture, { ...before, zoom: before.zoom * zoom }, right, down)),
  );
  const press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const change = KEYS[event.key];
    if (change === undefined) return;
    event.preventDefault();
    // A list beside the photo listens to letters too.
    event.stopPropagation();
    onChange((before) => change(picture, before));
  };
  return (
    <div class="crop-frame">
      <canvas
        ref={canvas}
        width={VIEW.width}
        height={VIEW.height}
        role="img"
        tabIndex={0}
        aria-label={m.crop_label()}
        aria-describedby={describedBy}
        onKeyDown={press}
      />
      <span class="crop-oval" aria-hidden="true" />
    </div>
  );
}

type Change = (picture: HTMLCanvasElement, crop: Crop) => Crop;
const moveBy =
  (right: number, down: number): Change =>
  (picture, crop) =>
    moveCrop(picture, crop, right, down);
const zoomBy =
  (factor: number): Change =>
  (picture, crop) =>
    fitCrop(picture, { ...crop, zoom: crop.zoom * factor });
const turnBy =
  (turns: number): Change =>
  (picture, crop) =>
    startCrop(picture, (crop.turns + turns + 4) % 4);
/** The picture goes where the arrow points, so the frame goes the other way. */
const LEFT = moveBy(STEP, 0);
const RIGHT = moveBy(-STEP, 0);
const UP = moveBy(0, STEP);
const DOWN = moveBy(0, -STEP);
const KEYS: Readonly<Record<string, Change>> = {
  ArrowLeft: LEFT,
  ArrowRight: RIGHT,
  ArrowUp: UP,
  ArrowDown: DOWN,
  '+': zoomBy(ZOOM_STEP),
  '=': zoomBy(ZOOM_STEP),
  '-': zoomBy(1 / ZOOM_STEP),
  r: turnBy(1),
  R: turnBy(-1),
};

type ControlProps = {
  readonly opened: OpenedPhoto;
  readonly crop: Crop;
  readonly onChange: (crop: Crop) => void;
};

function CropControls({ opened: { picture }, crop, onChange }: ControlProps): VNode {
  const button = (sign: string, label: string, change: Change): VNode => (
    <button
      type="button"
      class="tool"
      aria-label={label}
      title={label}
      onClick={() => onChange(change(picture, crop))}
    >
      <span aria-hidden="true">{sign}</span>
    </button>
  );
  return (
    <div class="crop-controls">
      <label class="zoom">
        <span>{m.crop_zoom()}</span>
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
        <legend class="visually-hidden">{m.crop_tools()}</legend>
        {button('⟲', m.crop_turn_left(), turnBy(-1))}
        {button('⟳', m.crop_turn_right(), turnBy(1))}
        {button('←', m.crop_left(), LEFT)}
        {button('→', m.crop_right(), RIGHT)}
        {button('↑', m.crop_up(), UP)}
        {button('↓', m.crop_down(), DOWN)}
      </fieldset>
    </div>
  );
}
