/** The sizes and times of MLEG1 (docs/offline-qr.md). All sizes in bytes, all durations in seconds. */

/** 896 bytes are 1,344 characters of base45; with `MLEG1:` 1,350 of the 1,352 that a version 21 code at level L holds. */
export const mleg1CborMax = 896;
/** CBOR inside a link, so that `https://<verifier>/s#` + base64url stays at about version 23. */
export const linkCborMax = 750;
/** Longest text that the parser looks at at all. */
export const mleg1TextMax = 2048;

/** `picture_low` in ticket and discount. */
export const pictureLowMax = 480;
/** The photo of the link variant. */
export const linkPictureMax = 330;

/** Given names and surname together, UTF-8. With every other field at its limit the code still fits. */
export const nameBytesMax = 84;
/** The school's short name, UTF-8. */
export const schoolNameBytesMax = 48;
/** The number of the paper ID, UTF-8. */
export const documentNumberBytesMax = 30;

/** The wallet signs a new proof this often. */
export const proofRefreshSeconds = 10;
/** A proof may be this old … */
export const proofAgeSecondsMax = 60;
/** … or, since two clocks never agree, this far in the future. */
export const proofAheadSecondsMax = 15;
/** A list older than this gives amber, even if its own end is later (negative case N-QR-008). */
export const statusListAgeSecondsMax = 7 * 86_400;
/** A verifier whose clock is this far before the signing of a list it holds has a wrong clock. */
export const clockToleranceSeconds = 300;
/** Length of a nonce in strong mode. */
export const nonceBytesMin = 16;
export const nonceBytesMax = 32;
