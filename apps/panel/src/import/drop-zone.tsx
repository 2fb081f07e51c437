import { m } from '@mleg/i18n/messages';
import type { VNode } from 'preact';
import { useId, useState } from 'preact/hooks';

/** Takes one file: dropped here, or chosen by the button, which works with the keyboard alone. */
export function DropZone(props: {
  readonly isBusy: boolean;
  /** A file is on the screen already: small, so that its report has the room. */
  readonly isCompact: boolean;
  readonly onFile: (file: File) => void;
}): VNode {
  const { isBusy, isCompact, onFile } = props;
  const id = useId();
  const [isOver, setOver] = useState(false);
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer?.files[0];
    if (file !== undefined && !isBusy) onFile(file);
  };
  return (
    <section
      class={`drop-zone ${isOver ? 'over' : ''} ${isCompact ? 'compact' : ''}`}
      aria-label={m.panel_import_zone()}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <p aria-hidden="true">{m.panel_import_drop()}</p>
      <label class="button primary" for={id}>
        {m.panel_import_choose()}
      </label>
      <input
        id={id}
        class="visually-hidden"
        type="file"
        accept=".csv,.txt,text/csv,text/plain"
        disabled={isBusy}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = '';
          if (file !== undefined) onFile(file);
        }}
      />
    </section>
  );
}
