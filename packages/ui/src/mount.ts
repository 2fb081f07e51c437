import { render, type VNode } from 'preact';

/** Draws the app in the place of what the page showed before its script had come (first paint). */
export function mount(app: VNode, root: Element): void {
  // Preact leaves what it did not draw: the name and the sign of life would stand above the app.
  root.querySelector(':scope > .boot')?.remove();
  render(app, root);
}
