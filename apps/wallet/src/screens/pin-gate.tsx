import { m } from '@mleg/i18n/messages';
import { Field } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { hasPin, isPin, setPin, tryPin } from '../pin.ts';

type PinFieldProps = {
  readonly label: string;
  readonly value: string;
  readonly error?: string | undefined;
  readonly isFirst?: boolean;
  readonly onInput: (value: string) => void;
};

function PinField({ label, value, error, isFirst, onInput }: PinFieldProps): VNode {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (isFirst) input.current?.focus();
  }, [isFirst]);
  return (
    <Field label={label} error={error}>
      {(ids) => (
        <input
          {...ids}
          ref={input}
          type="password"
          inputMode="numeric"
          autoComplete="off"
          maxLength={8}
          value={value}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

function PinChoice({ onOpen }: { readonly onOpen: () => void }): VNode {
  const [pin, typePin] = useState('');
  const [again, typeAgain] = useState('');
  const [error, setError] = useState<'short' | 'differs'>();
  const save = async (): Promise<void> => {
    if (!isPin(pin)) return setError('short');
    if (pin !== again) return setError('differs');
    await setPin(pin);
    return onOpen();
  };
  return (
    <form
      class="card stack"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <h2>{m.wallet_pin_set_title()}</h2>
      <p>{m.wallet_pin_set_text()}</p>
      <PinField
        label={m.wallet_pin_label()}
        value={pin}
        error={error === 'short' ? m.wallet_pin_short() : undefined}
        isFirst
        onInput={typePin}
      />
      <PinField
        label={m.wallet_pin_repeat()}
        value={again}
        error={error === 'differs' ? m.wallet_pin_differs() : undefined}
        onInput={typeAgain}
      />
      <button type="submit" class="primary wide">
        {m.wallet_pin_save()}
      </button>
    </form>
  );
}

function PinQuestion({ onOpen }: { readonly onOpen: () => void }): VNode {
  const [pin, typePin] = useState('');
  const [error, setError] = useState<string>();
  const [isForgotten, setForgotten] = useState(false);
  const open = async (): Promise<void> => {
    const result = await tryPin(pin);
    if (result.ok) return onOpen();
    typePin('');
    const { waitSeconds } = result;
    return setError(waitSeconds > 0 ? m.wallet_pin_wait({ seconds: waitSeconds }) : m.wallet_pin_wrong());
  };
  return (
    <form
      class="card stack"
      onSubmit={(event) => {
        event.preventDefault();
        void open();
      }}
    >
      <h2>{m.wallet_pin_ask_title()}</h2>
      <PinField label={m.wallet_pin_label()} value={pin} error={error} isFirst onInput={typePin} />
      <button type="submit" class="primary wide">
        {m.wallet_pin_open()}
      </button>
      <button type="button" class="plain" onClick={() => setForgotten(true)}>
        {m.wallet_pin_forgotten()}
      </button>
      <p role="status">{isForgotten ? m.wallet_pin_forgotten_text() : ''}</p>
    </form>
  );
}

/** Asks for the PIN before PESEL and address; the first time lets it be chosen (rules.md C8, W-13). */
export function PinGate({ onOpen }: { readonly onOpen: () => void }): VNode | null {
  const [isChosen, setChosen] = useState<boolean>();
  useEffect(() => {
    void hasPin().then(setChosen);
  }, []);
  if (isChosen === undefined) return null;
  return isChosen ? <PinQuestion onOpen={onOpen} /> : <PinChoice onOpen={onOpen} />;
}
