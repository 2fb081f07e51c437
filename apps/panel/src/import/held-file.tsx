import type { ImportReport } from '@mleg/contract/pupil';
import { m } from '@mleg/i18n/messages';
import { Field } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import type { Confirmed } from './confirmed.ts';

type HeldProps = {
  readonly held: NonNullable<ImportReport['held']>;
  readonly confirmed: Confirmed;
  readonly setConfirmed: (confirmed: Confirmed) => void;
};

/** A file in which too much changes: whoever has looked through the list types the number (rules.md I1a, V6). */
export function HeldFile({ held, confirmed, setConfirmed }: HeldProps): VNode {
  const { reason, count } = held;
  const isRenamed = reason === 'many_renamed';
  return (
    <section class="notice bad held-file" aria-labelledby="import-held">
      <h3 id="import-held">
        {isRenamed ? m.panel_import_held_renamed({ count }) : m.panel_import_held_shortened({ count })}
      </h3>
      <p>{isRenamed ? m.panel_import_held_renamed_text() : m.panel_import_held_shortened_text()}</p>
      <Field label={m.panel_import_held_field({ count })}>
        {(ids) => (
          <input
            {...ids}
            class="number"
            inputMode="numeric"
            autocomplete="off"
            maxLength={6}
            value={confirmed.typed[reason]}
            onInput={(event) =>
              setConfirmed({
                ...confirmed,
                typed: { ...confirmed.typed, [reason]: event.currentTarget.value },
              })
            }
          />
        )}
      </Field>
    </section>
  );
}
