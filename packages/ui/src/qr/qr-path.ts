import { encodeQR } from 'qr';

/** How much damage the code survives: 7 % (`low`, for full codes on a bright screen) or 15 % (`medium`, for paper). */
export type QrCorrection = 'low' | 'medium';
/** A QR code as one SVG path, a unit per module. */
export type QrPath = {
  /** Modules along one side, with the quiet zone. */
  readonly size: number;
  /** Version 1 to 40: (modules without the quiet zone - 17) / 4. */
  readonly version: number;
  readonly path: string;
};

/** The quiet zone that ISO/IEC 18004 asks for, in modules. */
const quietZone = 4;

/** Dark modules of one row as horizontal runs: a third of the path that single modules would need. */
function rowPath(row: readonly boolean[], y: number): string {
  let path = '';
  for (let x = 0; x < row.length; x += 1) {
    if (!row[x]) continue;
    let end = x;
    while (row[end]) end += 1;
    path += `M${x} ${y}h${end - x}v1h${x - end}z`;
    x = end;
  }
  return path;
}

/**
 * Encodes a text in the smallest version that holds it. Upper-case codes such as MLEG1 come out in alphanumeric mode,
 * which is what their size is reckoned with.
 * @param correction how much damage the code survives
 */
export function createQrPath(text: string, correction: QrCorrection): QrPath {
  const rows = encodeQR(text, 'raw', { ecc: correction, border: quietZone });
  return {
    size: rows.length,
    version: (rows.length - 2 * quietZone - 17) / 4,
    path: rows.map(rowPath).join(''),
  };
}
