import type { PupilDetail } from '@mleg/contract/pupil';
import { m } from '@mleg/i18n/messages';
import { Field, ProblemNotice } from '@mleg/ui/parts.tsx';
import { go } from '@mleg/ui/router';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { placeOrder } from '../api.ts';
import { FormEnd } from '../parts/form-end.tsx';
import { PaperForms } from '../parts/paper-forms.tsx';
import { Section } from '../parts/section.tsx';
import { useAction } from '../use-action.ts';

/** An order taken at the desk; where a case is open already, the way to it. */
export function DeskOrder({ pupil }: { readonly pupil: PupilDetail }): VNode {
  const [isOpen, setOpen] = useState(false);
  const { openOrderId, objection } = pupil;
  return (
    <Section title={m.panel_order_title()}>
      {openOrderId === null ? null : (
        <a class="button primary" href={`/orders/${openOrderId}`}>
          {m.panel_order_open()}
        </a>
      )}
      {openOrderId === null && objection ? <p>{m.panel_objection_stands()}</p> : null}
      {openOrderId === null && !objection && !isOpen ? (
        <button type="button" onClick={() => setOpen(true)}>
          {m.panel_order_take()}
        </button>
      ) : null}
      {openOrderId === null && !objection && isOpen ? (
        <OrderForm pupil={pupil} onClose={() => setOpen(false)} />
      ) : null}
      <PaperForms pupilId={pupil.id} />
    </Section>
  );
}

function OrderForm(props: { readonly pupil: PupilDetail; readonly onClose: () => void }): VNode {
  const { pupil, onClose } = props;
  const entitled = pupil.guardians.filter((one) => one.rights === 'full' && one.mayOrder);
  const [channel, setChannel] = useState<'paper' | 'desk'>('paper');
  const [name, setName] = useState(entitled[0]?.name ?? '');
  const [isChecked, setChecked] = useState(false);
  const { run, isBusy, error } = useAction();
  const submit = (event: Event): void => {
    event.preventDefault();
    setChecked(true);
    const typed = name.trim();
    if (typed === '') return;
    const email = entitled.find((one) => one.name === typed)?.email ?? '';
    const requestedBy = email === '' ? { name: typed } : { name: typed, email };
    void run(async () => {
      const order = await placeOrder({ pupilId: pupil.id, channel, requestedBy });
      go(`/orders/${order.id}?tab=${order.state === 'incomplete' ? 'incomplete' : 'to_check'}`);
    });
  };
  return (
    <form class="step" onSubmit={submit} noValidate>
      {error === undefined ? null : <ProblemNotice error={error} />}
      <fieldset>
        <legend>{m.panel_order_how()}</legend>
        <label class="choice">
          <input
            type="radio"
            name="channel"
            checked={channel === 'paper'}
            onChange={() => setChannel('paper')}
          />
          {m.panel_order_paper()}
        </label>
        <label class="choice">
          <input
            type="radio"
            name="channel"
            checked={channel === 'desk'}
            onChange={() => setChannel('desk')}
          />
          {m.panel_order_desk()}
        </label>
      </fieldset>
      <Field
        label={m.panel_order_by()}
        error={isChecked && name.trim() === '' ? m.panel_fault_required() : undefined}
      >
        {(ids) => (
          <input
            {...ids}
            list="order-people"
            autocomplete="off"
            maxLength={120}
            value={name}
            onInput={(event) => setName(event.currentTarget.value)}
          />
        )}
      </Field>
      <datalist id="order-people">
        {entitled.map((one) => (
          <option key={one.id} value={one.name} />
        ))}
      </datalist>
      <FormEnd label={m.panel_order_save()} isBusy={isBusy} onClose={onClose} />
    </form>
  );
}
