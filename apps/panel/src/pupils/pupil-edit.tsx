import type { RenameReason } from '@mleg/contract/pupil';
import { m } from '@mleg/i18n/messages';
import { Field, ProblemNotice } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { changePupil } from '../api.ts';
import { FormEnd } from '../parts/form-end.tsx';
import { useAction } from '../use-action.ts';
import { nameFault } from './pupil-form.ts';
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
  const [reason, setReason] = useState<RenameReason>();
  const { run, isBusy, error } = useAction();
  // Once asked for, the reason stays to be seen while the form is sent again.
  const isAsked = useRef(false);
  if (error?.type === 'other_person') isAsked.current = true;
  const faultOf = (key: keyof typeof value): string | undefined => {
    if (key === 'address') return undefined;
    if (key === 'classGroup') return value[key].trim() === '' ? m.panel_fault_required() : undefined;
    return nameFault(value[key]);
  };
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setChecked(true);
    const { address, ...names } = value;
    if (faultOf('givenNames') || faultOf('surname') || faultOf('classGroup')) return;
    // What was not changed here is not named: somebody else may have changed it since this form was opened.
    const facts = { ...names, addressProtected };
    const changed = Object.entries(facts).filter(([key, now]) => now !== opened[key as keyof typeof facts]);
    const parts = {
      ...Object.fromEntries(changed),
      ...(address.trim() === '' ? {} : { address: address.trim() }),
      ...(reason === undefined ? {} : { reason }),
    };
    if (await run(async () => put(await changePupil(pupil.id, parts)))) onClose();
  };
  const text = (key: keyof typeof value, label: string, hint?: string): VNode => (
    <Field label={label} hint={hint} error={isChecked ? faultOf(key) : undefined}>
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
      {error === undefined || error.type === 'other_person' ? null : <ProblemNotice error={error} />}
      {text('givenNames', m.panel_field_given_names())}
      {text('surname', m.panel_field_surname())}
      {text('classGroup', m.panel_column_class())}
      {text('address', m.panel_field_address(), pupil.hasAddress ? m.panel_address_keep_hint() : undefined)}
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
      {isAsked.current ? <RenameReasons chosen={reason} onChoose={setReason} /> : null}
      <FormEnd label={m.common_save()} isBusy={isBusy} onClose={onClose} />
    </form>
  );
}

const REASONS: Readonly<Record<RenameReason, () => string>> = {
  name_changed_by_office: m.panel_rename_office,
  adoption: m.panel_rename_adoption,
  register_was_wrong: m.panel_rename_register,
};

/** The server takes the names of another child only with a reason (rules.md I1a). */
function RenameReasons(props: {
  readonly chosen: RenameReason | undefined;
  readonly onChoose: (reason: RenameReason) => void;
}): VNode {
  const name = useId();
  const box = useRef<HTMLFieldSetElement>(null);
  useEffect(() => box.current?.querySelector('input')?.focus(), []);
  return (
    <fieldset ref={box}>
      <legend>{m.panel_rename_why()}</legend>
      {(Object.keys(REASONS) as RenameReason[]).map((reason) => (
        <label key={reason} class="choice">
          <input
            type="radio"
            name={name}
            checked={props.chosen === reason}
            onChange={() => props.onChoose(reason)}
          />
          {REASONS[reason]()}
        </label>
      ))}
    </fieldset>
  );
}
