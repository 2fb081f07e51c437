import type { VNode } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Camera, ScannerUnavailable } from './qr/camera.ts';
import { findCameraObstacle, openCamera, readCameraError } from './qr/camera.ts';
import { createFrameDecoder, decodePicture, findNativeDetector } from './qr/decode-frame.ts';
import { startScanLoop } from './qr/scan-loop.ts';

export type { ScannerUnavailable } from './qr/camera.ts';

/** Every text of the scanner, in the app's language. */
export type ScannerLabels = {
  /** Names the live picture for a screen reader. */
  readonly video: string;
  readonly torchOn: string;
  readonly torchOff: string;
  /** The button that opens a picture instead of the camera. */
  readonly pickPicture: string;
  /** Said when a chosen picture has no readable code. */
  readonly noCodeInPicture: string;
};

/** What `Scanner` takes. */
export type ScannerProps = {
  readonly labels: ScannerLabels;
  /** A code was read; '' is a code without a text. The same code is told again only after it was out of view. */
  readonly onResult: (text: string) => void;
  /** The code that was told last has left the view. */
  readonly onGone?: () => void;
  /** Of several codes in view one that this is true of is told first. */
  readonly isWanted?: (text: string) => boolean;
  /** There is no camera, and why. The way by a picture stays. */
  readonly onUnavailable: (reason: ScannerUnavailable) => void;
  /** Keeps the camera running but reads nothing, for example while a result is shown. */
  readonly isPaused?: boolean;
};

type LatestProps = { current: ScannerProps };

/** Opens the camera, and closes it again also when the page went away while it was opening. */
function startCamera(setCamera: (camera: Camera | undefined) => void, props: LatestProps): () => void {
  let isGone = false;
  let opened: Camera | undefined;
  const start = async (): Promise<void> => {
    const obstacle = findCameraObstacle(window);
    if (obstacle !== undefined) {
      props.current.onUnavailable(obstacle);
      return;
    }
    try {
      opened = await openCamera();
    } catch (error) {
      if (!isGone) props.current.onUnavailable(readCameraError(error));
      return;
    }
    if (isGone) opened.stop();
    else setCamera(opened);
  };
  void start();
  return () => {
    isGone = true;
    opened?.stop();
    setCamera(undefined);
  };
}

/** Reads the playing picture. */
function startReading(video: HTMLVideoElement, props: LatestProps): () => void {
  let stopLoop: (() => void) | undefined;
  let isGone = false;
  const start = async (): Promise<void> => {
    const isWanted = (text: string): boolean => props.current.isWanted?.(text) ?? true;
    const decode = createFrameDecoder(await findNativeDetector(globalThis), isWanted);
    if (isGone) return;
    stopLoop = startScanLoop({
      video,
      decode,
      onText: (text) => props.current.onResult(text),
      onGone: () => props.current.onGone?.(),
      // One loop for the scanner's whole life: a pause ends no loop, so that it forgets nothing of what it has told.
      isPaused: () => props.current.isPaused === true,
      now: () => performance.now(),
    });
  };
  void start();
  return () => {
    isGone = true;
    stopLoop?.();
  };
}

/** Shows what the camera sees; says so when the system takes it away. */
function showCamera(video: HTMLVideoElement, camera: Camera, props: LatestProps): () => void {
  const track = camera.stream.getVideoTracks()[0];
  const tellEnd = (): void => props.current.onUnavailable('in_use');
  track?.addEventListener('ended', tellEnd);
  video.srcObject = camera.stream;
  // Autoplay may have begun already, or the element may be gone: both reject and neither matters.
  video.play().catch(() => undefined);
  return () => {
    track?.removeEventListener('ended', tellEnd);
    video.srcObject = null;
  };
}

function TorchButton({ camera, labels }: { camera: Camera; labels: ScannerLabels }): VNode {
  const [isOn, setOn] = useState(false);
  const toggle = (): void => {
    camera.setTorch(!isOn).then(
      () => setOn(!isOn),
      () => undefined,
    );
  };
  return (
    <button type="button" class="scanner-torch" aria-pressed={isOn} onClick={toggle}>
      {isOn ? labels.torchOff : labels.torchOn}
    </button>
  );
}

function PictureInput({ labels, onResult }: Pick<ScannerProps, 'labels' | 'onResult'>): VNode {
  const [hasNoCode, setNoCode] = useState(false);
  const read = async (input: HTMLInputElement): Promise<void> => {
    const file = input.files?.[0];
    if (file === undefined) return;
    const text = await decodePicture(file);
    // The same picture may be chosen again.
    input.value = '';
    setNoCode(text === undefined);
    if (text !== undefined) onResult(text);
  };
  return (
    <div class="scanner-picture">
      <label>
        {labels.pickPicture}
        <input type="file" accept="image/*" onChange={(event) => void read(event.currentTarget)} />
      </label>
      <p role="status">{hasNoCode ? labels.noCodeInPicture : ''}</p>
    </div>
  );
}

/**
 * Reads QR codes with the rear camera (720p) or from a chosen picture, without WebAssembly. The camera stops when the
 * component leaves the page.
 */
export function Scanner(props: ScannerProps): VNode {
  const [camera, setCamera] = useState<Camera | undefined>(undefined);
  const video = useRef<HTMLVideoElement>(null);
  const latest = useRef(props);
  latest.current = props;
  // Layout effects: their ends run at once when the scanner goes, so that no result and no light comes after it.
  useLayoutEffect(() => startCamera(setCamera, latest), []);
  useLayoutEffect(
    () => (video.current && camera ? showCamera(video.current, camera, latest) : undefined),
    [camera],
  );
  useLayoutEffect(
    () => (video.current && camera ? startReading(video.current, latest) : undefined),
    [camera],
  );
  return (
    <div class="scanner">
      <video
        ref={video}
        class="scanner-video"
        aria-label={props.labels.video}
        playsInline
        muted
        hidden={!camera}
      />
      {camera?.hasTorch ? <TorchButton camera={camera} labels={props.labels} /> : null}
      <PictureInput labels={props.labels} onResult={props.onResult} />
    </div>
  );
}
