import type { DecodeFrame } from './decode-frame.ts';

/** A code that stays in view is told once; again only after it was away for this long. */
const repeatMilliseconds = 1500;
/** The loop leaves the page at least as much time as it takes itself, so that buttons stay alive on slow phones. */
const pauseMillisecondsMin = 30;

/** Decides whether a text that was read is news. */
export function createNewsFilter(): (text: string, at: number) => boolean {
  let lastText = '';
  let lastAt = Number.NEGATIVE_INFINITY;
  return (text, at) => {
    const isNews = text !== lastText || at - lastAt > repeatMilliseconds;
    lastText = text;
    lastAt = at;
    return isNews;
  };
}

/**
 * Reads frame after frame from a playing video until stopped.
 * @param now milliseconds of a clock that only goes forward
 * @returns stops the loop; nothing is told afterwards
 */
export function startScanLoop(
  video: HTMLVideoElement,
  decode: DecodeFrame,
  onText: (text: string) => void,
  now: () => number,
): () => void {
  const isNews = createNewsFilter();
  let isRunning = true;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = async (): Promise<void> => {
    const startedAt = now();
    const text = video.readyState >= 2 ? await decode(video, video.videoWidth, video.videoHeight) : undefined;
    if (!isRunning) return;
    if (text !== undefined && text !== '' && isNews(text, now())) onText(text);
    const pause = Math.max(pauseMillisecondsMin, now() - startedAt);
    if (isRunning) timer = setTimeout(() => void look(), pause);
  };
  void look();
  return () => {
    isRunning = false;
    clearTimeout(timer);
  };
}
