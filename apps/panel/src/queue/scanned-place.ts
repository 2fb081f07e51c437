/**
 * The place that a paper form's QR names, when a scanner types it into a field; undefined for what a person types. The form may have
 * been printed under another address of the panel.
 */
export function scannedPlace(text: string): string | undefined {
  return /^https?:\/\/[^\s/?#]+(\/(?:pupils|orders)\/[\w-]{22})\/?$/.exec(text.trim())?.[1];
}
