import { useRef } from 'preact/hooks';

/**
 * The newest answer, or while `isHeld` the one before it: a list that a search narrows does not blink at each letter.
 * @param answer undefined while the new one is on its way
 */
export function useHeld<T>(answer: T | undefined, isHeld: boolean): T | undefined {
  const last = useRef<T | undefined>(undefined);
  if (answer !== undefined) last.current = answer;
  return answer ?? (isHeld ? last.current : undefined);
}
