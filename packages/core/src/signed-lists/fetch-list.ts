/** What whoever fetches must keep to: stop beyond these, and follow no redirect. */
export type ListBounds = { readonly bytesMax: number; readonly secondsMax: number };

/** An answer, nothing of it believed yet. `failed`: there was none, or one beyond its bounds. */
export type ListAnswer<Token> =
  | { readonly kind: 'token'; readonly token: Token; readonly etag: string | undefined }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'failed' };

/**
 * Fetches a signed list: a JWT as text, a CWT as bytes.
 * @param etag of the held copy; `unchanged` is an answer only where there is one
 */
export type FetchList<Token> = (
  uri: string,
  etag: string | undefined,
  bounds: ListBounds,
) => Promise<ListAnswer<Token>>;

/** A trust list of a whole country: 23,000 schools as operators of their own. */
export const trustListBounds: ListBounds = { bytesMax: 33_554_432, secondsMax: 20 };
/** A status list of 16 million entries. */
export const statusListBounds: ListBounds = { bytesMax: 8_388_608, secondsMax: 20 };

/** How a renewal went. `offline`: there was no answer; `refused`: what came was not to be believed or was older. */
export type ListOutcome = 'fresh' | 'unchanged' | 'offline' | 'refused';
