/** What a photo may be, at every door alike. */

/** A phone's photo of 48 million pixels has 5 to 15 MB; the 5 MB of the schools' notices are the mailbox's figure. */
export const photoBytesMax = 20 * 1024 * 1024;
/** Today's phones make 12, 24, 48 and 50 million. */
export const photoPixelsMax = 64_000_000;
/** Each side. */
export const photoSideMax = 12_000;
/** The longer side by the shorter one. */
export const photoAspectMax = 5;
/** What a decoder would hold at once of a picture that it cannot read line by line. */
export const photoMemoryMax = 320 * 1024 * 1024;
/** Scans of a JPEG; libjpeg writes at most 18. */
export const photoScansMax = 24;
/** Each scan of a progressive JPEG passes over all pixels once more. */
export const photoScanPixelsMax = 10 * photoPixelsMax;
/** From handing the picture to a decoder until it is ended. */
export const photoSecondsMax = 10;

/** Why a file is no photo that we take; stands in the refusal's `details.reason`. */
export type PhotoFault =
  | 'too_many_pixels'
  | 'side_too_long'
  | 'too_narrow'
  | 'too_complex'
  | 'truncated'
  | 'damaged'
  | 'unsupported_kind'
  | 'too_slow';
