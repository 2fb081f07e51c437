import type { GuardianInput } from '@mleg/contract/pupil';
import { m } from '@mleg/i18n/messages';
import { Field } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { rightsWords } from '../words.ts';

/** What is wrong with a typed guardian. */
export function guardianFault(one: GuardianInput): 'name' | 'email' | undefined {
  if (one.name.trim() === '') return 'name';
  const email = one.email?.trim() ?? '';
  return email === '' || /^[^\s@]+@[^\s@]+$/.test(email) ? undefined : 'email';
}

type FieldsProps = {
  readonly value: GuardianInput;
  readonly number: number;
  readonly isChecked: boolean;
  readonly onInput: (value: GuardianInput) => void;
  readonly onRemove?: () => void;
};

/** One guardian in a form: how to reach them and what they may do. */
export function GuardianFields({ value, number, isChecked, onInput, onRemove }: FieldsProps): VNode {
  const fault = isChecked ? guardianFault(value) : undefined;
  const text = (
    key: 'name' | 'email' | 'phone',
    label: string,
    keys: 'text' | 'email' | 'tel',
    error?: string,
  ): VNode => (
    <Field label={label} error={error}>
      {(ids) => (
        <input
          {...ids}
          inputMode={keys}
          autocomplete="off"
          value={value[key] ?? ''}
          onInput={(event) => onInput({ ...value, [key]: event.currentTarget.value })}
        />
      )}
    </Field>
  );
  return (
    <fieldset class="guardian">
      <legend>{m.panel_guardian({ number })}</legend>
      {text('name', m.panel_guardian_name(), 'text', fault === 'name' ? m.panel_fault_required() : undefined)}
      <div class="field-grid">
        {text(
          'email',
          m.panel_guardian_email(),
          'email',
          fault === 'email' ? m.panel_login_email_wrong() : undefined,
        )}
        {text('phone', m.panel_guardian_phone(), 'tel')}
      </div>
      <Rights value={value} onInput={onInput} />
      {onRemove === undefined ? null : (
        <button type="button" class="plain" onClick={onRemove}>
          {m.panel_guardian_remove()}
        </button>
      )}
    </fieldset>
  );
}

function Rights(props: Pick<FieldsProps, 'value' | 'onInput'>): VNode {
  const { value, onInput } = props;
  const box = (key: 'mayOrder' | 'mayCollect' | 'seesAddress', label: string): VNode => (
    <label class="choice">
      <input
        type="checkbox"
        checked={value[key] ?? true}
        onChange={(event) => onInput({ ...value, [key]: event.currentTarget.checked })}
      />
      {label}
    </label>
  );
  return (
    <>
      <Field label={m.panel_guardian_rights()}>
        {(ids) => (
          <select
            {...ids}
            value={value.rights}
            onChange={(event) =>
              onInput({ ...value, rights: event.currentTarget.value as GuardianInput['rights'] })
            }
          >
            {(Object.keys(rightsWords) as GuardianInput['rights'][]).map((rights) => (
              <option key={rights} value={rights}>
                {rightsWords[rights]()}
              </option>
            ))}
          </select>
        )}
      </Field>
      {value.rights === 'full' ? (
        <>
          {box('mayOrder', m.panel_guardian_may_order())}
          {box('mayCollect', m.panel_guardian_may_collect())}
          {box('seesAddress', m.panel_guardian_sees_address())}
        </>
      ) : null}
    </>
  );
}
