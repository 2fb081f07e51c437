/** Why there is no camera: each has its own sentence and its own way out in the apps. */
export type ScannerUnavailable =
  /** The person or the system said no. */
  | 'denied'
  /** The device has none. */
  | 'no_camera'
  /** Another program holds it. */
  | 'in_use'
  /** The page is not served over https or localhost. */
  | 'insecure'
  /** The browser offers no camera to pages. */
  | 'unsupported';

/** A running camera. */
export type Camera = {
  readonly stream: MediaStream;
  readonly hasTorch: boolean;
  /** @throws what the browser throws when the light cannot be switched */
  readonly setTorch: (isOn: boolean) => Promise<void>;
  readonly stop: () => void;
};

const unavailableOfError: Readonly<Record<string, ScannerUnavailable>> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'no_camera',
  OverconstrainedError: 'no_camera',
  NotReadableError: 'in_use',
  AbortError: 'in_use',
};

/** Rear camera, 720p: what the size of MLEG1 was chosen for (docs/offline-qr.md). */
const constraints: MediaStreamConstraints = {
  audio: false,
  video: { facingMode: { ideal: 'environment' }, width: { ideal: 1280 }, height: { ideal: 720 } },
};

/** The reason for an error of `getUserMedia`. */
export function readCameraError(error: unknown): ScannerUnavailable {
  return unavailableOfError[error instanceof Error ? error.name : ''] ?? 'unsupported';
}

/** Whether a page like this one may ask for a camera at all; undefined when it may. */
export function findCameraObstacle(scope: {
  isSecureContext: boolean;
  navigator: { mediaDevices?: Partial<MediaDevices> };
}): ScannerUnavailable | undefined {
  if (!scope.isSecureContext) return 'insecure';
  return scope.navigator.mediaDevices?.getUserMedia === undefined ? 'unsupported' : undefined;
}

/**
 * Starts the rear camera.
 * @throws what `getUserMedia` throws; see `readCameraError`
 */
export async function openCamera(): Promise<Camera> {
  const stream = await navigator.mediaDevices.getUserMedia(constraints);
  const track = stream.getVideoTracks()[0];
  // `torch` is of Image Capture and not in TypeScript's list.
  const abilities = (track?.getCapabilities?.() ?? {}) as { torch?: boolean };
  return {
    stream,
    hasTorch: abilities.torch === true,
    setTorch: async (isOn) => {
      await track?.applyConstraints({ advanced: [{ torch: isOn } as MediaTrackConstraintSet] });
    },
    stop: () => {
      for (const each of stream.getTracks()) each.stop();
    },
  };
}
