const NEWLINE = 0x0a;
const BOM = '\uFEFF';

/** One line of the input; undefined for one that is no text or longer than it may be. */
export type Line = string | undefined;

/** A line that grows: what is beyond the limit is thrown away as it comes. */
function createPart(bytesMax: number): {
  add(bytes: Uint8Array): void;
  take(): Line;
  readonly isEmpty: () => boolean;
} {
  let chunks: Uint8Array[] = [];
  let length = 0;
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  return {
    add(bytes) {
      length += bytes.length;
      if (length > bytesMax) chunks = [];
      else if (bytes.length > 0) chunks.push(bytes);
    },
    isEmpty: () => length === 0,
    take() {
      const isWhole = length <= bytesMax;
      const bytes = Buffer.concat(chunks);
      chunks = [];
      length = 0;
      if (!isWhole) return undefined;
      try {
        return decoder.decode(bytes);
      } catch {
        return undefined;
      }
    },
  };
}

/**
 * Lines of a stream as they come, in bounded memory: a line that never ends is not kept. The last one needs no end; what stands
 * around a line (blanks, a carriage return, a byte order mark) is not part of it.
 */
export async function* readLines(input: AsyncIterable<Uint8Array>, bytesMax: number): AsyncGenerator<Line> {
  const part = createPart(bytesMax);
  const take = (): Line => part.take()?.replace(BOM, '').trim();
  for await (const chunk of input) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      part.add(chunk.subarray(start, end));
      yield take();
      start = end + 1;
    }
    part.add(chunk.subarray(start));
  }
  if (!part.isEmpty()) yield take();
}
