import type { VNode } from 'preact';

function Text({ text }: { readonly text: string }): VNode {
  return <span>{text}</span>;
}

/**
 * A text that changes while it is on the screen. Each text is an element of its own: a browser that translates the page puts
 * nodes of its own in the place of texts, and what would be written into the old ones nobody sees.
 */
export function Live({ text }: { readonly text: string }): VNode {
  return <Text key={text} text={text} />;
}
