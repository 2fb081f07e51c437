import { options } from 'preact';

/**
 * A page that somebody else changed (a browser's translation puts every text into elements of its own, extensions add some)
 * goes on living. The renderer keeps the nodes that it made: a text that was taken out of the page would be changed where
 * nobody sees it, and one that was moved would end everything as soon as something is to stand before it. So before a part is
 * drawn anew, its own nodes are put back where they were.
 *
 * Looks into the renderer's nodes by the names that its distribution keeps stable for tools (`__k` children, `__e` node,
 * `__` parent).
 */

type Drawn = {
  readonly type: unknown;
  /** Undefined or null before it was drawn. */
  readonly __k?: readonly (Drawn | null)[] | null;
  readonly __e?: Node | null;
  readonly __?: Drawn | null;
};
type Hooks = { __b?: (drawn: Drawn) => void };

const isElement = (drawn: Drawn): boolean => typeof drawn.type === 'string';

/** The drawn things whose nodes lie directly in an element: components and fragments have none of their own. */
function childrenOf(drawn: Drawn): Drawn[] {
  return (drawn.__k ?? []).flatMap((child) => {
    if (child === null) return [];
    return typeof child.type === 'function' ? childrenOf(child) : [child];
  });
}

/** Takes foreign nodes out and puts missing ones in; what is in its place is not touched, so that nothing loses the focus. */
function putBack(parent: Node, own: readonly Node[]): void {
  const known = new Set(own);
  let at = parent.firstChild;
  const passForeign = (): void => {
    while (at !== null && !known.has(at)) {
      const foreign = at;
      at = foreign.nextSibling;
      parent.removeChild(foreign);
    }
  };
  for (const node of own) {
    passForeign();
    if (at === node) at = node.nextSibling;
    else parent.insertBefore(node, at);
  }
  passForeign();
}

function isInOrder(parent: Node, own: readonly Node[]): boolean {
  return (
    parent.childNodes.length === own.length && own.every((node, index) => parent.childNodes[index] === node)
  );
}

function mend(drawn: Drawn): void {
  const children = childrenOf(drawn);
  const { __e: node } = drawn;
  // No children by the renderer: what is inside is not its business.
  if (isElement(drawn) && node && children.length > 0) {
    const own = children.flatMap((child) => child.__e ?? []);
    if (!isInOrder(node, own)) putBack(node, own);
  }
  for (const child of children) if (isElement(child)) mend(child);
}

/** The element that a part lies in, the part itself where there is none. */
function elementAround(drawn: Drawn): Drawn {
  let around = drawn;
  while (!isElement(around) && around.__) around = around.__;
  return around;
}

/** Makes every part mend its own place before it is drawn anew. Call once, before the first drawing. */
export function surviveForeignChanges(): void {
  const hooks = options as Hooks;
  const before = hooks.__b;
  hooks.__b = (drawn) => {
    // Only what is drawn again has children by now.
    if (typeof drawn.type === 'function' && drawn.__k) mend(elementAround(drawn));
    before?.(drawn);
  };
}
