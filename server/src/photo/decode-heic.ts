import type { Pixels } from './exif-turn.ts';

/**
 * The pixels of a HEIC photo, upright: libheif in WebAssembly, in a process that is there for nothing else. Loaded with the first
 * such photo.
 * @param expected what the header promised; a picture that is larger is not decoded
 * @throws Error when there is no picture in it
 */
export async function decodeHeic(
  bytes: Uint8Array,
  expected: { readonly width: number; readonly height: number },
): Promise<Pixels> {
  const { default: library } = await import('libheif-js/wasm-bundle.js');
  const images = new library.HeifDecoder().decode(bytes);
  const image = images.find((one) => one.is_primary()) ?? images[0];
  if (image === undefined) throw new Error('no picture');
  const [width, height] = [image.get_width(), image.get_height()];
  if (width * height > expected.width * expected.height || width < 1 || height < 1)
    throw new Error('another size than promised');
  const data = new Uint8ClampedArray(width * height * 4);
  return new Promise((resolve, reject) => {
    image.display({ data, width, height }, (shown) => {
      if (shown === null) reject(new Error('the picture could not be decoded'));
      else resolve({ data: new Uint8Array(data.buffer), width, height, channels: 4 });
    });
  });
}
