import type { DecodeFrame } from './decode-frame.ts';

/** A code that stays in view is told once; again only after it was away for this long. */
const repeatMilliseconds = 1500;
/** No code for this long: the last one is out of view. */
const goneMilliseconds = 3000;
/** The loop leaves the page at least as much time as it takes itself, so that buttons stay alive on slow phones. */
const pauseMillisecondsMin = 30;
/** A code that was told already is looked at more seldom: nothing is gained by reading it thirty times a second. */
const pauseMillisecondsKnown = 250;

/** Decides whether a text that was read is news. */
export function createNewsFilter(): (text: string, at: number) => boolean {
  let lastText: string | undefined;
  let lastAt = Number.NEGATIVE_INFINITY;
  return (text, at) => {
    const isNews = text !== lastText || at - lastAt > repeatMilliseconds;
    lastText = text;
    lastAt = at;
    return isNews;
  };
}

/** What the loop reads and whom it tells. */
export type ScanLoop = {
  readonly video: Pick<HTMLVideoElement, 'readyState' | 'videoWidth' | 'videoHeight'> & CanvasImageSource;
  readonly decode: DecodeFrame;
  /** A code that was not in view before; an empty text is a code without one. */
  readonly onText: (text: string) => void;
  /** The last code has left the view. */
  readonly onGone?: (() => void) | undefined;
  /** Asked before each look: nothing is read while it says so. */
  readonly isPaused: () => boolean;
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number;
};

/** Looks once. @returns how long to wait before the next look */
async function look(loop: ScanLoop, seen: Seen): Promise<number> {
  const startedAt = loop.now();
  if (loop.isPaused()) return pauseMillisecondsMin;
  const { video } = loop;
  // A frame that cannot be read (the camera was taken away, a decoder that gives up) is a frame without a code.
  const text =
    video.readyState < 2
      ? undefined
      : await loop.decode(video, video.videoWidth, video.videoHeight).catch(() => undefined);
  if (!seen.isRunning()) return 0;
  const at = loop.now();
  const took = at - startedAt;
  if (text === undefined) {
    if (seen.isThere && at - seen.at > goneMilliseconds) {
      seen.isThere = false;
      loop.onGone?.();
    }
    return Math.max(pauseMillisecondsMin, took);
  }
  const isNews = seen.isNews(text, at);
  seen.isThere = true;
  seen.at = at;
  if (isNews) loop.onText(text);
  return Math.max(pauseMillisecondsKnown, took);
}

type Seen = {
  isThere: boolean;
  at: number;
  readonly isNews: (text: string, at: number) => boolean;
  readonly isRunning: () => boolean;
};

/**
 * Reads frame after frame from a playing video until stopped. Every look is a task of its own, the first one too: whatever
 * is in view and whatever the listener does with it, the page draws and answers in between.
 * @returns stops the loop; nothing is told afterwards
 */
export function startScanLoop(loop: ScanLoop): () => void {
  let isRunning = true;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const seen: Seen = { isThere: false, at: 0, isNews: createNewsFilter(), isRunning: () => isRunning };
  const next = (pause: number): void => {
    if (isRunning) timer = setTimeout(step, pause);
  };
  // A listener that throws ends neither the loop nor the page.
  const step = (): void =>
    void look(loop, seen).then(next, (error: unknown) => {
      next(pauseMillisecondsKnown);
      reportError(error);
    });
  next(0);
  return () => {
    isRunning = false;
    clearTimeout(timer);
  };
}
