import { formatTime } from '@mleg/i18n/format';
import { m } from '@mleg/i18n/messages';
import { ProblemNotice } from '@mleg/ui/parts.tsx';
import { problemText } from '@mleg/ui/problem-text';
import type { Answered } from '@mleg/ui/use-answer';
import type { VNode } from 'preact';
import { useRef } from 'preact/hooks';

/** A list that could not be fetched; where an earlier one still stands, says of when it is. */
export function StaleNotice<T>(props: { readonly of: Answered<T>; readonly text: string }): VNode | null {
  const { answer, error, reload } = props.of;
  const seen = useRef<{ answer: T | undefined; at: number }>({ answer: undefined, at: 0 });
  if (answer !== undefined && seen.current.answer !== answer) seen.current = { answer, at: Date.now() };
  if (error === undefined) return null;
  const since = answer === undefined ? '' : ` ${m.panel_data_from({ time: formatTime(seen.current.at) })}`;
  return (
    <ProblemNotice
      error={error}
      onRetry={reload}
      text={`${props.text}${since} ${problemText(error.type, error.details)}`}
    />
  );
}
