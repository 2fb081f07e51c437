import { m } from '@mleg/i18n/messages';
import { Field, ProblemNotice } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { changePupil } from '../api.ts';
import { FormEnd } from '../parts/form-end.tsx';
import { useAction } from '../use-action.ts';
import type { PupilPart } from './pupil-part.ts';

/** Corrects names and class, and the address where one is typed; everything else stays as it is (rules.md I2). */
export function PupilEdit({ pupil, put }: PupilPart): VNode {
  const [isOpen, setOpen] = useState(false);
  if (isOpen) return <EditForm pupil={pupil} put={put} onClose={() => setOpen(false)} />;
  return (
    <button type="button" class="plain" onClick={() => setOpen(true)}>
      {m.panel_pupil_edit()}
    </button>
  );
}

function EditForm({
  pupil,
  put,
  onClose,
}: Omit<PupilPart, 'reload'> & { readonly onClose: () => void }): VNode {
  const { givenNames, surname, classGroup } = pupil;
  const [opened] = useState(pupil);
  const [value, setValue] = useState({ givenNames, surname, classGroup, address: '' });
  const [addressProtected, setProtected] = useState(pupil.addressProtected);
  const [isChecked, setChecked] = useState(false);
  const { run, isBusy, error } = useAction();
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setChecked(true);
    const { address, ...names } = value;
    if (Object.values(names).some((text) => text.trim() === '')) return;
    // What was not changed here is not named: somebody else may have changed it since this form was opened.
    const facts = { ...names, addressProtected };
    const changed = Object.entries(facts).filter(([key, now]) => now !== opened[key as keyof typeof facts]);
    const parts = {
      ...Object.fromEntries(changed),
      ...(address.trim() === '' ? {} : { address: address.trim() }),
    };
    if (await run(async () => put(await changePupil(pupil.id, parts)))) onClose();
  };
  const text = (key: keyof typeof value, label: string, isNeeded: boolean, hint?: string): VNode => (
    <Field
      label={label}
      hint={hint}
      error={isChecked && isNeeded && value[key].trim() === '' ? m.panel_fault_required() : undefined}
    >
      {(ids) => (
        <input
          {...ids}
          autocomplete="off"
          value={value[key]}
          onInput={(event) => setValue({ ...value, [key]: event.currentTarget.value })}
        />
      )}
    </Field>
  );
  return (
    <form class="step" onSubmit={(event) => void submit(event)} noValidate>
      {error === undefined ? null : <ProblemNotice error={error} />}
      {text('givenNames', m.panel_field_given_names(), true)}
      {text('surname', m.panel_field_surname(), true)}
      {text('classGroup', m.panel_column_class(), true)}
      {text(
        'address',
        m.panel_field_address(),
        false,
        pupil.hasAddress ? m.panel_address_keep_hint() : undefined,
      )}
      <label class="choice">
        <input
          type="checkbox"
          checked={addressProtected}
          onChange={(event) => setProtected(event.currentTarget.checked)}
        />
        <span>
          {m.panel_address_protected()}
          <span class="quiet block">{m.panel_address_protected_hint()}</span>
        </span>
      </label>
      <FormEnd label={m.common_save()} isBusy={isBusy} onClose={onClose} />
    </form>
  );
}
