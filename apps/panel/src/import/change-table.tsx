import type { ImportChange } from '@mleg/contract/pupil';
import { m } from '@mleg/i18n/messages';
import type { VNode } from 'preact';
import { fieldWords, isNotShown, valueText } from './change-text.ts';
import { useShown } from './shown.tsx';

type ChangesProps = { readonly changes: readonly ImportChange[] };

/** Who changes, from what to what: a line for each part, old and new side by side. */
export function ChangeTable({ changes }: ChangesProps): VNode {
  const { shown, more } = useShown(changes);
  return (
    <>
      <div class="table-scroll">
        <table class="rows import-rows">
          <thead>
            <tr>
              <th scope="col">{m.panel_import_who()}</th>
              <th scope="col">{m.panel_import_part()}</th>
              <th scope="col">{m.panel_import_from()}</th>
              <th scope="col">{m.panel_import_to()}</th>
              <th scope="col">{m.panel_import_row()}</th>
            </tr>
          </thead>
          {shown.map((change) => (
            <Change key={change.row} change={change} />
          ))}
        </table>
      </div>
      {more}
    </>
  );
}

function Change({ change }: { readonly change: ImportChange }): VNode {
  const { fields, row } = change;
  return (
    <tbody>
      {fields.map((field, at) => (
        <tr key={field.field}>
          {at === 0 ? (
            <th scope="rowgroup" rowSpan={fields.length} translate={false}>
              <Who change={change} />
            </th>
          ) : null}
          <td class="quiet">{fieldWords[field.field]?.() ?? field.field}</td>
          {isNotShown(field) ? (
            <td colSpan={2} class="quiet">
              {m.panel_import_not_shown()}
            </td>
          ) : (
            <>
              <td translate={false}>
                <del>{valueText(field.field, field.from)}</del>
              </td>
              <td translate={false}>
                <span class="visually-hidden">{m.panel_import_becomes()} </span>
                <ins>{valueText(field.field, field.to)}</ins>
              </td>
            </>
          )}
          {at === 0 ? (
            <td class="quiet number" rowSpan={fields.length}>
              {m.panel_import_row_number({ row })}
            </td>
          ) : null}
        </tr>
      ))}
    </tbody>
  );
}

/** Who it is; a link where the pupil's page is there to look at. */
function Who({ change }: { readonly change: ImportChange }): VNode {
  return change.pupilId === null ? (
    <span class="row-link">{change.who}</span>
  ) : (
    <a class="row-link" href={`/pupils/${change.pupilId}`}>
      {change.who}
    </a>
  );
}

/** People whom the register gets. */
export function CreatedList({ changes }: ChangesProps): VNode {
  const { shown, more } = useShown(changes);
  return (
    <>
      <ul class="import-people">
        {shown.map((change) => (
          <li key={change.row} translate={false}>
            <Who change={change} />
            <span class="quiet number">{m.panel_import_row_number({ row: change.row })}</span>
          </li>
        ))}
      </ul>
      {more}
    </>
  );
}
