import { type ComponentChildren, createContext, type VNode } from 'preact';
import { useContext, useId } from 'preact/hooks';
import { useKeptFocus } from './use-kept-focus.ts';

/** How deep the headings of sections are here: 2 on a page, 3 in the case beside the queue. */
export const SectionLevel = createContext<2 | 3>(2);

/** A titled part of a page. */
export function Section(props: {
  readonly title: string;
  readonly class?: string;
  readonly children: ComponentChildren;
}): VNode {
  const id = useId();
  const part = useKeptFocus();
  const Heading = useContext(SectionLevel) === 2 ? 'h2' : 'h3';
  return (
    <section class={props.class ?? ''} aria-labelledby={id} ref={part}>
      <Heading id={id} class="section-title" tabIndex={-1}>
        {props.title}
      </Heading>
      {props.children}
    </section>
  );
}
