import type { Child } from '@mleg/contract/guardian';
import { m } from '@mleg/i18n/messages';
import type { VNode } from 'preact';
import { stageOf, stepOf } from './child-stage.ts';

/** The way to the phone in four steps: which are done, which one is under way. */
export function StepTracker({ child }: { readonly child: Child }): VNode | null {
  const current = stepOf(stageOf(child));
  if (current === undefined) return null;
  const steps = [m.portal_step_order(), m.portal_step_photo(), m.portal_step_school(), m.portal_step_phone()];
  // Without an application there is no first step (rules.md O9).
  const first = child.objectionBasis && child.order === null ? 1 : 0;
  return (
    <ol class="steps" aria-label={m.portal_steps_label()}>
      {steps.slice(first).map((text, index) => {
        const place = index + first;
        const state = place < current ? 'done' : place === current ? 'now' : 'later';
        return (
          <li
            key={text}
            class={`step ${state}`}
            {...(state === 'now' ? { 'aria-current': 'step' as const } : {})}
          >
            <span class="step-dot" aria-hidden="true">
              {state === 'done' ? '✓' : index + 1}
            </span>
            <span>{text}</span>
            {state === 'done' ? <span class="visually-hidden"> – {m.portal_step_done()}</span> : null}
          </li>
        );
      })}
    </ol>
  );
}
