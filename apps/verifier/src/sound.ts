import type { VerdictWord } from '@mleg/core/verdict/verdict';

/** What is heard and felt of a verdict: notes (hertz) one after another, and buzzes (milliseconds on, off, on …). */
const signals = {
  valid: { notes: [784, 1047], buzz: [90] },
  invalid: { notes: [196, 156], buzz: [160, 90, 160] },
  unknown: { notes: [392], buzz: [60, 60, 60] },
} as const;
const NOTE_SECONDS = 0.16;
const LOUDNESS = 0.18;

let audio: AudioContext | undefined;

/** Plays and buzzes; a phone that cannot, stays silent. */
export function signalVerdict(word: VerdictWord): void {
  const { notes, buzz } = signals[word];
  // Before the first tap on the page browsers refuse both and complain.
  if (navigator.userActivation?.hasBeenActive === false) return;
  try {
    navigator.vibrate?.([...buzz]);
    audio ??= new AudioContext();
    void audio.resume().catch(() => undefined);
    notes.forEach((hertz, at) => {
      if (audio !== undefined) playNote(audio, hertz, audio.currentTime + at * NOTE_SECONDS);
    });
  } catch {
    // No sound device: the screen says it all.
  }
}

function playNote(context: AudioContext, hertz: number, startAt: number): void {
  const tone = context.createOscillator();
  const volume = context.createGain();
  tone.frequency.value = hertz;
  volume.gain.setValueAtTime(0, startAt);
  // Without the two slopes each note begins and ends with a click.
  volume.gain.linearRampToValueAtTime(LOUDNESS, startAt + 0.01);
  volume.gain.linearRampToValueAtTime(0, startAt + NOTE_SECONDS);
  tone.connect(volume).connect(context.destination);
  tone.start(startAt);
  tone.stop(startAt + NOTE_SECONDS);
}
