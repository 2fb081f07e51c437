import { m } from '@mleg/i18n/messages';
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { enlarge } from './enlarge.ts';

const SMALL_SIDE = 100;
const SCALE = 5;

async function decode(bytes: Uint8Array): Promise<ImageData> {
  const bitmap = await createImageBitmap(new Blob([Uint8Array.from(bytes)]));
  try {
    const canvas = Object.assign(document.createElement('canvas'), {
      width: bitmap.width,
      height: bitmap.height,
    });
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('no canvas');
    context.drawImage(bitmap, 0, 0);
    return context.getImageData(0, 0, bitmap.width, bitmap.height);
  } finally {
    bitmap.close();
  }
}

async function draw(canvas: HTMLCanvasElement, bytes: Uint8Array): Promise<void> {
  const small = await decode(bytes);
  const large = small.width > SMALL_SIDE ? small : enlarge(small, SCALE);
  canvas.width = large.width;
  canvas.height = large.height;
  const target = canvas.getContext('2d')?.createImageData(large.width, large.height);
  target?.data.set(large.data);
  if (target !== undefined) canvas.getContext('2d')?.putImageData(target, 0, 0);
}

/** The holder's picture: a small one made smooth, a larger one as it is. */
export function Photo({ picture }: { readonly picture: Uint8Array }): VNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [isMissing, setMissing] = useState(false);
  useEffect(() => {
    setMissing(false);
    if (canvas.current === null) return;
    draw(canvas.current, picture).catch(() => setMissing(true));
  }, [picture]);
  if (isMissing) return <p class="photo-missing">{m.verifier_photo_missing()}</p>;
  return (
    <canvas class="photo" role="img" aria-label={m.verifier_photo()} ref={canvas} width={48} height={62} />
  );
}
