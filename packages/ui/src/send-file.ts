import { ApiError } from './call-api.ts';

/** A photo over a slow mobile network. */
const TIMEOUT_MS = 180_000;

/** The JSON of the answer, undefined when it is none of ours. */
function bodyOf(request: XMLHttpRequest): unknown {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return undefined;
  }
}

function problemOf(request: XMLHttpRequest): ApiError {
  const body = bodyOf(request) as
    | { type?: unknown; instance?: unknown; details?: ApiError['details'] }
    | undefined;
  const type = typeof body?.type === 'string' ? body.type.replace(/^.*[:/#]/, '') : 'fault';
  const instance = typeof body?.instance === 'string' ? body.instance : undefined;
  return new ApiError(type, instance, body?.details ?? {});
}

/**
 * Sends a file and tells how much of it is out; `fetch` has no words for that.
 * @param onProgress share that has gone out, 0 to 1
 * @returns the JSON of the answer
 * @throws ApiError
 */
export function sendFile<Answer>(
  url: string,
  file: Blob,
  onProgress: (share: number) => void,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const lose = (): void => reject(new ApiError('network'));
    request.open('PUT', url);
    request.timeout = TIMEOUT_MS;
    request.setRequestHeader('accept', 'application/json');
    request.setRequestHeader('content-type', file.type || 'application/octet-stream');
    request.upload.addEventListener('progress', ({ lengthComputable, loaded, total }) => {
      if (lengthComputable && total > 0) onProgress(loaded / total);
    });
    for (const event of ['error', 'abort', 'timeout'] as const) request.addEventListener(event, lose);
    request.addEventListener('load', () => {
      const isGood = request.status >= 200 && request.status < 300;
      const body = isGood ? bodyOf(request) : undefined;
      if (body === undefined) reject(isGood ? new ApiError('fault') : problemOf(request));
      else resolve(body as Answer);
    });
    onProgress(0);
    request.send(file);
  });
}
