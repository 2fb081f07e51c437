import type { Locale } from '@mleg/i18n/locale';
import { changeLocale, currentLocale, localeNames } from '@mleg/i18n/locale';
import { m } from '@mleg/i18n/messages';
import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { ApiError } from './call-api.ts';
import { problemText } from './problem-text.ts';

/** A failed call: what happened, what to do, the number to quote, and the way to try again. Takes the focus. */
export function ProblemNotice({
  error,
  onRetry,
  text,
}: {
  readonly error: ApiError;
  readonly onRetry?: () => void;
  /** A more exact sentence than the general one of the error's type. */
  readonly text?: string;
}): VNode {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), [error]);
  return (
    <div class="notice bad" role="alert" tabIndex={-1} ref={box}>
      <p>
        <strong>{m.common_error_prefix()}</strong> {text ?? problemText(error.type, error.details)}
      </p>
      {error.instance === undefined ? null : (
        <p class="quiet">{m.common_case_number({ number: error.instance })}</p>
      )}
      {onRetry === undefined ? null : (
        <button type="button" onClick={onRetry}>
          {m.common_retry()}
        </button>
      )}
    </div>
  );
}

/** The page's heading; takes the focus when the page changes, so that a screen reader says where one is. */
export function PageTitle({ children, title }: { children: ComponentChildren; title: string }): VNode {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = title;
    heading.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [title]);
  return (
    <h1 tabIndex={-1} ref={heading}>
      {children}
    </h1>
  );
}

type FieldProps = {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  /** Gets the ids that tie the control to its words. */
  readonly children: (ids: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: boolean }) => VNode;
};

/** A labelled control with a hint and its own error. */
export function Field({ label, hint, error, children }: FieldProps): VNode {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div class={error ? 'field has-error' : 'field'}>
      <label for={id}>{label}</label>
      {hint ? (
        <span class="field-hint" id={`${id}-hint`}>
          {hint}
        </span>
      ) : null}
      {error ? (
        <span class="field-error" id={`${id}-error`} role="alert">
          {error}
        </span>
      ) : null}
      {children({
        id,
        ...(described === '' ? {} : { 'aria-describedby': described }),
        ...(error ? { 'aria-invalid': true } : {}),
      })}
    </div>
  );
}

/** Chooses among the three languages. `onChange` draws the app anew. */
export function LanguageSwitch({ onChange }: { readonly onChange: () => void }): VNode {
  const choose = (event: { currentTarget: HTMLSelectElement }): void => {
    changeLocale(event.currentTarget.value as Locale);
    onChange();
  };
  return (
    <label class="language">
      <span class="visually-hidden">{m.common_language()}</span>
      <select value={currentLocale()} onChange={choose}>
        {Object.entries(localeNames).map(([locale, name]) => (
          <option key={locale} value={locale} lang={locale}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The band of a demonstration. */
export function DemoBar(): VNode {
  return <p class="demo-bar">{m.common_demo()}</p>;
}

/** Says that something is being fetched; only after 300 ms, by the style sheet. */
export function Loading(): VNode {
  return (
    <p class="quiet loading" role="status">
      {m.common_loading()}
    </p>
  );
}

/** Groups digits for the eye: `groupDigits('12345678', 2)` is „12 34 56 78”. */
export function groupDigits(text: string, size: number): string {
  return text.replace(new RegExp(`(.{${size}})(?=.)`, 'g'), '$1 ');
}
