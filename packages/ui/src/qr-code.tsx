import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import type { QrCorrection } from './qr/qr-path.ts';
import { createQrPath } from './qr/qr-path.ts';

/** What `QrCode` takes. */
export type QrCodeProps = {
  /** The text to encode. */
  readonly text: string;
  /** What a screen reader says instead of the picture: what the code is for, never what stands in it. */
  readonly label: string;
  /** `low` by default: for a screen, and for codes that are full to the brim. */
  readonly correction?: QrCorrection;
  readonly class?: string;
};

/**
 * A QR code, black on white in every colour scheme, with its quiet zone. It fills the width it is given; the smallest side
 * at which a version 21 code is read well is 5 cm.
 */
export function QrCode({
  text,
  label,
  correction = 'low',
  class: className = 'qr-code',
}: QrCodeProps): VNode {
  const { size, path } = useMemo(() => createQrPath(text, correction), [text, correction]);
  return (
    <svg
      class={className}
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shape-rendering="crispEdges"
      data-modules={size}
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
