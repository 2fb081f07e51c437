import type { GuardianInput, PupilDetail } from '@mleg/contract/pupil';
import { m } from '@mleg/i18n/messages';
import { ProblemNotice } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { putGuardians } from '../api.ts';
import { FormEnd } from '../parts/form-end.tsx';
import { Section } from '../parts/section.tsx';
import { type Action, useAction } from '../use-action.ts';
import { rightsWords } from '../words.ts';
import { GuardianAccess } from './guardian-access.tsx';
import { GuardianFields, guardianFault } from './guardian-fields.tsx';
import { LostRights, whoLostRights } from './lost-rights.tsx';
import type { PupilPart } from './pupil-part.ts';

const GUARDIANS_MAX = 8;

/** Who may order, collect and see the address; the whole list is changed at once. */
export function Guardians({ pupil, put, reload }: PupilPart): VNode {
  const [isOpen, setOpen] = useState(false);
  const [lost, setLost] = useState<PupilDetail['guardians']>([]);
  const action = useAction();
  const isStale = action.error?.type === 'stale_version';
  // Somebody changed the guardians meanwhile: what was typed rests on rights that no longer stand.
  useEffect(() => {
    if (!isStale) return;
    setOpen(false);
    reload();
  }, [isStale]);
  const keep = (after: PupilDetail): void => {
    setLost([...lost, ...whoLostRights(pupil, after)]);
    put(after);
  };
  const settle = (id: string, isChanged: boolean): void => {
    setLost(lost.filter((one) => one.id !== id));
    if (isChanged) reload();
  };
  return (
    <Section title={m.panel_guardians_title()}>
      {action.error === undefined ? null : <ProblemNotice error={action.error} />}
      {lost.map((one) => (
        <LostRights
          key={one.id}
          {...{ pupil, guardian: one }}
          onDone={(changed) => settle(one.id, changed)}
        />
      ))}
      {isOpen ? (
        <Editor pupil={pupil} put={keep} action={action} onClose={() => setOpen(false)} />
      ) : (
        <>
          <List pupilId={pupil.id} guardians={pupil.guardians} />
          <button type="button" class="plain" onClick={() => setOpen(true)}>
            {pupil.guardians.length === 0 ? m.panel_guardian_add() : m.panel_guardians_change()}
          </button>
        </>
      )}
    </Section>
  );
}

function List(props: { readonly pupilId: string; readonly guardians: PupilDetail['guardians'] }): VNode {
  const { pupilId, guardians } = props;
  if (guardians.length === 0) return <p class="quiet">{m.panel_guardians_none()}</p>;
  return (
    <ul class="people">
      {guardians.map((one) => (
        <li key={one.id}>
          <strong>{one.name}</strong> <span class="chip">{rightsWords[one.rights]()}</span>
          <span class="quiet block">{[one.email, one.phone].filter(Boolean).join(' · ')}</span>
          {one.email === null ? null : <GuardianAccess pupilId={pupilId} guardian={one} />}
        </li>
      ))}
    </ul>
  );
}

function toInput(one: PupilDetail['guardians'][number]): GuardianInput {
  const { name, email, phone, rights, mayOrder, mayCollect, seesAddress } = one;
  return {
    name,
    rights,
    mayOrder,
    mayCollect,
    seesAddress,
    ...(email === null ? {} : { email }),
    ...(phone === null ? {} : { phone }),
  };
}

/** A guardian as the form starts with: full rights. */
export function newGuardian(): GuardianInput {
  return { name: '', rights: 'full', mayOrder: true, mayCollect: true, seesAddress: true };
}

/** A guardian as it is sent: empty fields are left out. */
export function tidyGuardian(one: GuardianInput): GuardianInput {
  const { email = '', phone = '', ...rest } = one;
  return {
    ...rest,
    name: one.name.trim(),
    ...(email.trim() === '' ? {} : { email: email.trim() }),
    ...(phone.trim() === '' ? {} : { phone: phone.trim() }),
  };
}

type EditorProps = Omit<PupilPart, 'reload'> & { readonly action: Action; readonly onClose: () => void };

function Editor({ pupil, put, action, onClose }: EditorProps): VNode {
  const [list, setList] = useState<readonly GuardianInput[]>(() =>
    pupil.guardians.length === 0 ? [newGuardian()] : pupil.guardians.map(toInput),
  );
  const [isChecked, setChecked] = useState(false);
  const [seen] = useState(pupil.guardiansSeen);
  const { run, isBusy } = action;
  const change = (at: number, one: GuardianInput): void =>
    setList(list.map((before, place) => (place === at ? one : before)));
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setChecked(true);
    if (list.some((one) => guardianFault(one) !== undefined)) return;
    if (await run(async () => put(await putGuardians(pupil.id, list.map(tidyGuardian), seen)))) onClose();
  };
  return (
    <form class="step" onSubmit={(event) => void submit(event)} noValidate>
      {list.map((one, at) => (
        <GuardianFields
          key={at}
          value={one}
          number={at + 1}
          isChecked={isChecked}
          onInput={(next) => change(at, next)}
          onRemove={() => setList(list.filter((_, place) => place !== at))}
        />
      ))}
      {list.length < GUARDIANS_MAX ? (
        <button type="button" class="plain" onClick={() => setList([...list, newGuardian()])}>
          {m.panel_guardian_add()}
        </button>
      ) : null}
      <FormEnd label={m.panel_guardians_save()} isBusy={isBusy} onClose={onClose} />
    </form>
  );
}
