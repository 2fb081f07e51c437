import { createCode, createInput, createWorld, deps } from '@mleg/core/offline-qr/offline-fixture';
import { verifyMleg1 } from '@mleg/core/offline-qr/verify-mleg1';
import { cameraEffort, decodePixels } from '@mleg/ui/qr/decode-frame';
import { QrCode } from '@mleg/ui/qr-code.tsx';
import { Scanner } from '@mleg/ui/scanner.tsx';
import { render } from 'preact';

/** What the page tells the test. */
export type ScannerReport = {
  results: { text: string; milliseconds: number }[];
  unavailable: string[];
  /** Times our own decoder on the frame that the camera shows, `rounds` times. */
  timeDecoder?: (rounds: number) => { milliseconds: number[]; read: number };
  /** Checks a code from text to verdict with the browser's own cryptography, `rounds` times. */
  timeCheck?: (rounds: number) => Promise<{ milliseconds: number[]; reasons: string[] }>;
  /** Takes the Scanner off the page; tells the state of the camera's track after it. */
  leave?: () => string | undefined;
  /** Puts a QrCode in the place of the Scanner. */
  showCode?: (text: string) => void;
};

const report: ScannerReport = { results: [], unavailable: [] };
Object.assign(globalThis, { report });

let playingAt: number | undefined;
document.addEventListener(
  'loadedmetadata',
  () => {
    playingAt ??= performance.now();
  },
  true,
);

report.timeDecoder = (rounds) => {
  const video = document.querySelector('video');
  const canvas = Object.assign(document.createElement('canvas'), { width: 720, height: 720 });
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const milliseconds: number[] = [];
  let read = 0;
  for (let round = 0; round < rounds && video !== null && context !== null; round += 1) {
    const startedAt = performance.now();
    context.drawImage(video, 280, 0, 720, 720, 0, 0, 720, 720);
    const text = decodePixels(context.getImageData(0, 0, 720, 720), cameraEffort);
    milliseconds.push(performance.now() - startedAt);
    if (text !== undefined) read += 1;
  }
  return { milliseconds, read };
};

report.timeCheck = async (rounds) => {
  const world = await createWorld();
  const input = createInput(world, await createCode(world));
  const milliseconds: number[] = [];
  const reasons = new Set<string>();
  for (let round = 0; round < rounds; round += 1) {
    const startedAt = performance.now();
    reasons.add((await verifyMleg1(input, deps)).reason);
    milliseconds.push(performance.now() - startedAt);
  }
  return { milliseconds, reasons: [...reasons] };
};

report.leave = () => {
  const track = (document.querySelector('video')?.srcObject as MediaStream | null)?.getVideoTracks()[0];
  render(null, document.body);
  return track?.readyState;
};

report.showCode = (text) => render(<QrCode text={text} label="code" />, document.body);

const labels = {
  video: 'camera',
  torchOn: 'on',
  torchOff: 'off',
  pickPicture: 'picture',
  noCodeInPicture: 'none',
};

render(
  <Scanner
    labels={labels}
    onResult={(text) =>
      report.results.push({ text, milliseconds: performance.now() - (playingAt ?? performance.now()) })
    }
    onUnavailable={(reason) => report.unavailable.push(reason)}
  />,
  document.body,
);
