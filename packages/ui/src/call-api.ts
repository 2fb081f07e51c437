/** What went wrong with a call: a problem type of the server, or one of the two that only a client meets. */
export class ApiError extends Error {
  /** A `ProblemType` of the server, `network` (no answer) or `fault` (an answer that is none of ours). */
  readonly type: string;
  /** Number of the report, for the school's IT. */
  readonly instance: string | undefined;
  /** Field names, limits, remaining tries. */
  readonly details: Readonly<Record<string, string | number | boolean>>;

  constructor(type: string, instance?: string, details: ApiError['details'] = {}) {
    super(type);
    this.name = 'ApiError';
    this.type = type;
    this.instance = instance;
    this.details = details;
  }
}

/** A body: JSON, a file as it is, or none. */
export type ApiBody = { readonly json: unknown } | { readonly file: Blob } | undefined;

const TIMEOUT_MS = 30_000;
/** A photo over a slow mobile network. */
const FILE_TIMEOUT_MS = 180_000;

async function send(
  method: string,
  url: string,
  body: ApiBody,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const isJson = body !== undefined && 'json' in body;
  const type = isJson ? 'application/json' : body?.file.type || 'application/octet-stream';
  try {
    return await fetch(url, {
      method,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': type }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isJson ? JSON.stringify(body.json) : body.file }),
      cache: 'no-store',
      // Ends a call that hangs: AbortSignal.timeout came after Chrome 106's older siblings, so by hand.
      signal: abortAfter(body !== undefined && 'file' in body ? FILE_TIMEOUT_MS : TIMEOUT_MS),
    });
  } catch {
    throw new ApiError('network');
  }
}

function abortAfter(milliseconds: number): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), milliseconds);
  return controller.signal;
}

async function readProblem(response: Response): Promise<ApiError> {
  const body = (await response.json().catch(() => undefined)) as
    | { type?: unknown; instance?: unknown; details?: ApiError['details'] }
    | undefined;
  const type = typeof body?.type === 'string' ? body.type.replace(/^.*[:/#]/, '') : 'fault';
  return new ApiError(
    type,
    typeof body?.instance === 'string' ? body.instance : undefined,
    body?.details ?? {},
  );
}

/**
 * One call of the face's own API with its cookie.
 * @param headers further headers, for example a bearer secret
 * @returns the JSON of the answer, undefined for 204
 * @throws ApiError
 */
export async function callApi<Answer = undefined>(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  url: string,
  body?: ApiBody,
  headers?: Readonly<Record<string, string>>,
): Promise<Answer> {
  const response = await send(method, url, body, headers);
  if (!response.ok) throw await readProblem(response);
  if (response.status === 204) return undefined as Answer;
  return (await response.json().catch(() => {
    throw new ApiError('fault');
  })) as Answer;
}

/**
 * A file of the answer, for example a PDF.
 * @throws ApiError
 */
export async function callForFile(method: 'GET' | 'POST', url: string, body?: ApiBody): Promise<Blob> {
  const response = await send(method, url, body);
  if (!response.ok) throw await readProblem(response);
  return response.blob();
}
