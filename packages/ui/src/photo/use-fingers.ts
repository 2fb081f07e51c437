import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** Moves by shares of the element's size (to the right and down are positive) and zooms by a factor. */
type OnMove = (right: number, down: number, zoom: number) => void;
type Point = { readonly x: number; readonly y: number };

const WHEEL_ZOOM = 1.0015;

/** Dragging with a finger or mouse, pinching with two fingers, and the wheel, on a canvas. */
export function useFingers(target: RefObject<HTMLCanvasElement | null>, onMove: OnMove): void {
  const latest = useRef(onMove);
  latest.current = onMove;
  useEffect(() => {
    const element = target.current;
    if (element === null) return undefined;
    return listen(element, (...move) => latest.current(...move));
  }, [target]);
}

function listen(element: HTMLElement, onMove: OnMove): () => void {
  const fingers = new Map<number, Point>();
  const down = (event: PointerEvent): void => {
    element.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  };
  const move = (event: PointerEvent): void => {
    if (!fingers.has(event.pointerId)) return;
    const before = look([...fingers.values()]);
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    const after = look([...fingers.values()]);
    const zoom = before.spread > 0 && after.spread > 0 ? after.spread / before.spread : 1;
    // The picture follows the finger, so the frame goes the other way.
    onMove((before.x - after.x) / element.clientWidth, (before.y - after.y) / element.clientHeight, zoom);
  };
  const up = (event: PointerEvent): void => {
    fingers.delete(event.pointerId);
  };
  const wheel = (event: WheelEvent): void => {
    event.preventDefault();
    onMove(0, 0, WHEEL_ZOOM ** -event.deltaY);
  };
  element.addEventListener('pointerdown', down);
  element.addEventListener('pointermove', move);
  element.addEventListener('pointerup', up);
  element.addEventListener('pointercancel', up);
  element.addEventListener('wheel', wheel, { passive: false });
  return () => {
    element.removeEventListener('pointerdown', down);
    element.removeEventListener('pointermove', move);
    element.removeEventListener('pointerup', up);
    element.removeEventListener('pointercancel', up);
    element.removeEventListener('wheel', wheel);
  };
}

/** The middle of the fingers and how far apart they are. */
function look(points: readonly Point[]): Point & { readonly spread: number } {
  const [first = { x: 0, y: 0 }, second] = points;
  if (second === undefined) return { ...first, spread: 0 };
  return {
    x: (first.x + second.x) / 2,
    y: (first.y + second.y) / 2,
    spread: Math.hypot(first.x - second.x, first.y - second.y),
  };
}
