import type { AuditPage, AuditSent } from '@mleg/contract/audit';
import { m } from '@mleg/i18n/messages';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';

const KINDS = {
  reveals: m.panel_log_kind_reveals,
  register: m.panel_log_kind_register,
  orders: m.panel_log_kind_orders,
  phones: m.panel_log_kind_phones,
  accounts: m.panel_log_kind_accounts,
  log: m.panel_log_kind_log,
} as const;
const ACTORS = {
  staff: m.panel_log_who_staff,
  guardian: m.panel_log_who_guardian,
  pupil: m.panel_log_who_pupil,
  api: m.panel_log_who_api,
  wallet: m.panel_log_who_wallet,
  system: m.panel_log_who_system,
} as const;

type Value = { kind: string; who: string; pupil: string; from: string; to: string };

const isKey = <T extends object>(table: T, key: string): key is string & keyof T => Object.hasOwn(table, key);

/** What is asked with: empty fields ask for everything. */
function toQuery({ kind, who, pupil, from, to }: Value): AuditSent {
  const words = pupil.trim();
  const ofWho = isKey(ACTORS, who) ? { actorKind: who } : who === '' ? {} : { actorId: who };
  return {
    ...(isKey(KINDS, kind) ? { kind } : {}),
    ...ofWho,
    ...(words === '' ? {} : { pupil: words }),
    ...(from === '' ? {} : { from }),
    ...(to === '' ? {} : { to }),
  };
}

/** Asked by the button, not at each letter: every question is written into the log. */
export function LogFilters(props: {
  readonly staff: AuditPage['staff'];
  readonly isBusy: boolean;
  readonly onShow: (query: AuditSent) => void;
}): VNode {
  const { staff, isBusy, onShow } = props;
  const [value, setValue] = useState<Value>({ kind: '', who: '', pupil: '', from: '', to: '' });
  const set = (part: Partial<Value>): void => setValue({ ...value, ...part });
  const submit = (event: Event): void => {
    event.preventDefault();
    onShow(toQuery(value));
  };
  return (
    <search>
      <form class="filters" onSubmit={submit}>
        <label>
          {m.panel_log_kind()}
          <select value={value.kind} onChange={(event) => set({ kind: event.currentTarget.value })}>
            <option value="">{m.panel_log_kind_all()}</option>
            {Object.entries(KINDS).map(([key, text]) => (
              <option key={key} value={key}>
                {text()}
              </option>
            ))}
          </select>
        </label>
        <label>
          {m.panel_log_who()}
          <select value={value.who} onChange={(event) => set({ who: event.currentTarget.value })}>
            <option value="">{m.panel_log_who_all()}</option>
            {Object.entries(ACTORS).map(([key, text]) => (
              <option key={key} value={key}>
                {text()}
              </option>
            ))}
            {staff.map(({ id, name }) => (
              <option key={id} value={id} translate={false}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          {m.panel_log_pupil_field()}
          <input
            type="search"
            autocomplete="off"
            maxLength={100}
            value={value.pupil}
            onInput={(event) => set({ pupil: event.currentTarget.value })}
          />
        </label>
        <Day label={m.panel_log_from()} value={value.from} onInput={(from) => set({ from })} />
        <Day label={m.panel_log_to()} value={value.to} onInput={(to) => set({ to })} />
        <button type="submit" class="primary" aria-disabled={isBusy}>
          {m.panel_log_show()}
        </button>
      </form>
    </search>
  );
}

function Day(props: {
  readonly label: string;
  readonly value: string;
  readonly onInput: (day: string) => void;
}): VNode {
  return (
    <label>
      {props.label}
      <input type="date" value={props.value} onInput={(event) => props.onInput(event.currentTarget.value)} />
    </label>
  );
}
