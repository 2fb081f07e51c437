import { parsePesel } from '@mleg/core/person/pesel';
import { m } from '@mleg/i18n/messages';
import { Field } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { type IdType, type PupilFaults, type PupilFormValue, peselFault } from './pupil-form.ts';

const PESEL_DIGITS = 11;

type IdProps = {
  readonly value: PupilFormValue;
  readonly faults: PupilFaults;
  readonly onChange: (parts: Partial<PupilFormValue>) => void;
};

/** Which document says who the pupil is. A PESEL is checked while it is typed and brings the birth date. */
export function PersonalIdFields({ value, faults, onChange }: IdProps): VNode {
  const isPesel = value.idType === 'pesel';
  return (
    <div class="field-grid">
      <Field label={m.panel_id_type()}>
        {(ids) => (
          <select
            {...ids}
            value={value.idType}
            onChange={(event) => onChange({ idType: event.currentTarget.value as IdType, idValue: '' })}
          >
            <option value="pesel">{m.panel_id_pesel()}</option>
            <option value="passport">{m.panel_id_passport()}</option>
            <option value="other">{m.panel_id_other()}</option>
          </select>
        )}
      </Field>
      {isPesel ? <PeselField value={value} faults={faults} onChange={onChange} /> : null}
      {isPesel ? null : <Document value={value} faults={faults} onChange={onChange} />}
      <Field
        label={m.panel_data_born()}
        error={faults.birthDate}
        hint={isPesel ? m.panel_born_from_pesel() : undefined}
      >
        {(ids) => (
          <input
            {...ids}
            type="date"
            value={value.birthDate}
            onInput={(event) => onChange({ birthDate: event.currentTarget.value })}
          />
        )}
      </Field>
    </div>
  );
}

function PeselField({ value, faults, onChange }: IdProps): VNode {
  const isWhole = value.idValue.trim().length >= PESEL_DIGITS;
  const type = (text: string): void => {
    const parsed = parsePesel(text);
    const born = typeof parsed === 'string' ? {} : { birthDate: parsed.bornOn };
    onChange({ idValue: text, ...born });
  };
  return (
    <Field
      label={m.panel_id_pesel()}
      error={isWhole ? peselFault(value.idValue) : faults.idValue}
      hint={isWhole && peselFault(value.idValue) === undefined ? m.panel_pesel_good() : m.panel_pesel_hint()}
    >
      {(ids) => (
        <input
          {...ids}
          inputMode="numeric"
          autocomplete="off"
          class="number"
          maxLength={PESEL_DIGITS}
          value={value.idValue}
          onInput={(event) => type(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

function Document({ value, faults, onChange }: IdProps): VNode {
  return (
    <>
      <Field label={m.panel_id_number()} error={faults.idValue}>
        {(ids) => (
          <input
            {...ids}
            autocomplete="off"
            maxLength={40}
            value={value.idValue}
            onInput={(event) => onChange({ idValue: event.currentTarget.value })}
          />
        )}
      </Field>
      <Field label={m.panel_id_country()} hint={m.panel_id_country_hint()} error={faults.country}>
        {(ids) => (
          <input
            {...ids}
            autocomplete="off"
            maxLength={2}
            value={value.country}
            onInput={(event) => onChange({ country: event.currentTarget.value })}
          />
        )}
      </Field>
    </>
  );
}
