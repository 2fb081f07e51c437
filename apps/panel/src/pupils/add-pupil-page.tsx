import { m } from '@mleg/i18n/messages';
import { Field, PageTitle, ProblemNotice } from '@mleg/ui/parts.tsx';
import { go } from '@mleg/ui/router';
import type { TargetedSubmitEvent, VNode } from 'preact';
import { useState } from 'preact/hooks';
import { addPupil } from '../api.ts';
import { PaperIdFields, paperIdFaults } from '../parts/paper-id-form.tsx';
import { Section } from '../parts/section.tsx';
import { useAction } from '../use-action.ts';
import { GuardianFields } from './guardian-fields.tsx';
import { PersonalIdFields } from './personal-id-fields.tsx';
import { emptyPupil, type PupilFormValue, pupilFaults, toPupil } from './pupil-form.ts';

/** Adds one pupil by hand: the base data, and right away the traditional ID and a guardian where they are known. */
export function AddPupilPage(): VNode {
  const [value, setValue] = useState(emptyPupil);
  const [isChecked, setChecked] = useState(false);
  const { run, isBusy, error } = useAction();
  const change = (parts: Partial<PupilFormValue>): void => setValue((before) => ({ ...before, ...parts }));
  const submit = async (event: TargetedSubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    setChecked(true);
    if (Object.keys(pupilFaults(value)).length > 0) {
      const form = event.currentTarget;
      requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid]')?.focus());
      return;
    }
    await run(async () => go(`/pupils/${(await addPupil(toPupil(value))).id}`));
  };
  return (
    <div class="page narrow">
      <a class="back" href="/pupils">
        {m.panel_pupils_back()}
      </a>
      <PageTitle title={m.panel_title({ page: m.panel_pupil_add() })}>{m.panel_pupil_add()}</PageTitle>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Person value={value} isChecked={isChecked} onChange={change} />
        <PaperPart value={value} isChecked={isChecked} onChange={change} />
        <GuardianPart value={value} isChecked={isChecked} onChange={change} />
        {error === undefined ? null : <ProblemNotice error={error} />}
        <div class="row">
          <button type="submit" class="primary" aria-disabled={isBusy}>
            {m.panel_pupil_save()}
          </button>
          <a class="button" href="/pupils">
            {m.common_cancel()}
          </a>
        </div>
      </form>
    </div>
  );
}

type PartProps = {
  readonly value: PupilFormValue;
  readonly isChecked: boolean;
  readonly onChange: (parts: Partial<PupilFormValue>) => void;
};

function Person({ value, isChecked, onChange }: PartProps): VNode {
  const faults = isChecked ? pupilFaults(value) : {};
  const text = (
    key: 'givenNames' | 'surname' | 'classGroup' | 'address' | 'externalId',
    label: string,
    hint?: string,
  ): VNode => (
    <Field label={label} hint={hint} error={faults[key]}>
      {(ids) => (
        <input
          {...ids}
          autocomplete="off"
          value={value[key]}
          onInput={(event) => onChange({ [key]: event.currentTarget.value })}
        />
      )}
    </Field>
  );
  return (
    <Section class="card form-part" title={m.panel_data_title()}>
      <PersonalIdFields value={value} faults={faults} onChange={onChange} />
      <div class="field-grid">
        {text('givenNames', m.panel_field_given_names())}
        {text('surname', m.panel_field_surname())}
        {text('classGroup', m.panel_column_class(), m.panel_class_hint())}
        {text('externalId', m.panel_field_external_id(), m.panel_external_id_hint())}
      </div>
      {text('address', m.panel_field_address(), m.panel_optional())}
    </Section>
  );
}

function PaperPart({ value, isChecked, onChange }: PartProps): VNode {
  return (
    <Section class="card form-part" title={m.panel_paper_title()}>
      <label class="choice">
        <input
          type="checkbox"
          checked={value.hasPaperId}
          onChange={(event) => onChange({ hasPaperId: event.currentTarget.checked })}
        />
        {m.panel_paper_has()}
      </label>
      {value.hasPaperId ? (
        <PaperIdFields
          value={value.paperId}
          faults={isChecked ? paperIdFaults(value.paperId) : {}}
          onInput={(paperId) => onChange({ paperId })}
        />
      ) : (
        <p class="quiet">{m.panel_paper_later()}</p>
      )}
    </Section>
  );
}

function GuardianPart({ value, isChecked, onChange }: PartProps): VNode {
  return (
    <Section class="card form-part" title={m.panel_guardians_title()}>
      <label class="choice">
        <input
          type="checkbox"
          checked={value.hasGuardian}
          onChange={(event) => onChange({ hasGuardian: event.currentTarget.checked })}
        />
        {m.panel_guardian_has()}
      </label>
      {value.hasGuardian ? (
        <GuardianFields
          value={value.guardian}
          number={1}
          isChecked={isChecked}
          onInput={(guardian) => onChange({ guardian })}
        />
      ) : null}
    </Section>
  );
}
