import type { ImportReport } from '@mleg/contract/pupil';
import { m } from '@mleg/i18n/messages';
import type { VNode } from 'preact';
import { type Kind, kindWords, type Sorted } from './kinds.ts';

type ChipProps = {
  readonly report: ImportReport;
  readonly counts: Sorted['counts'];
  readonly kind: Kind | undefined;
  readonly setKind: (kind: Kind | undefined) => void;
};

const KINDS = Object.keys(kindWords) as Kind[];
const BAD: readonly Kind[] = ['stopped', 'errors'];

/** How many of each kind; a press shows that kind alone, another press everything again. */
export function KindChips({ report, counts, kind, setKind }: ChipProps): VNode {
  const plain = [
    { text: m.panel_import_unchanged(), count: report.unchanged },
    ...(report.missing === 0 ? [] : [{ text: m.panel_import_kind_missing(), count: report.missing }]),
  ];
  return (
    <ul class="import-kinds" aria-label={m.panel_import_filter_label()}>
      {KINDS.map((one) => (
        <li key={one}>
          <button
            type="button"
            class={BAD.includes(one) && counts[one] > 0 ? 'bad' : ''}
            aria-pressed={kind === one}
            disabled={counts[one] === 0}
            onClick={() => setKind(kind === one ? undefined : one)}
          >
            <strong>{counts[one]}</strong> <span>{kindWords[one]()}</span>
          </button>
        </li>
      ))}
      {plain.map(({ text, count }) => (
        <li key={text}>
          <span class="import-kind">
            <strong>{count}</strong> <span>{text}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
