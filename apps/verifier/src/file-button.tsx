import type { VNode } from 'preact';
import { useId } from 'preact/hooks';

/** A button that opens a file; the same file may be chosen again. */
export function FileButton({
  label,
  accept,
  error,
  onFile,
}: {
  readonly label: string;
  readonly accept: string;
  readonly error: string | undefined;
  readonly onFile: (file: File) => void;
}): VNode {
  const id = useId();
  const take = (input: HTMLInputElement): void => {
    const file = input.files?.[0];
    if (file !== undefined) onFile(file);
    input.value = '';
  };
  return (
    <div class="field">
      <label class="button file-button">
        {label}
        <input
          type="file"
          accept={accept}
          aria-describedby={id}
          onChange={(event) => take(event.currentTarget)}
        />
      </label>
      <span class="field-error" id={id} role="alert">
        {error ?? ''}
      </span>
    </div>
  );
}
