import { m } from '@mleg/i18n/messages';
import { Field, ProblemNotice } from '@mleg/ui/parts.tsx';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { connectMailbox, disconnectMailbox } from '../api.ts';
import { FormEnd } from '../parts/form-end.tsx';
import { useAction } from '../use-action.ts';
import { mailboxProblemWords } from './letter-words.ts';

const FIELDS = ['address', 'host', 'user', 'password'] as const;
type FieldName = (typeof FIELDS)[number];
const LABELS: Readonly<Record<FieldName, () => string>> = {
  address: m.panel_mailbox_address,
  host: m.panel_mailbox_host,
  user: m.panel_mailbox_user,
  password: m.panel_mailbox_password,
};
const HINTS: Readonly<Record<FieldName, () => string>> = {
  address: m.panel_mailbox_address_hint,
  host: m.panel_mailbox_host_hint,
  user: m.panel_mailbox_user_hint,
  password: m.panel_mailbox_password_hint,
};
const EMPTY: Readonly<Record<FieldName, string>> = { address: '', host: '', user: '', password: '' };

/** The head teacher connects the school's mailbox, or another one in its place, or disconnects it. */
export function MailboxLogin(props: {
  readonly isConnected: boolean;
  readonly onChanged: () => void;
}): VNode {
  const { isConnected, onChanged } = props;
  const [isOpen, setOpen] = useState(false);
  const { run, error } = useAction();
  const disconnect = (): Promise<boolean> =>
    run(async () => {
      await disconnectMailbox();
      onChanged();
    });
  if (isOpen)
    return (
      <LoginForm
        onClose={() => setOpen(false)}
        onConnected={() => {
          setOpen(false);
          onChanged();
        }}
      />
    );
  return (
    <p>
      {error === undefined ? null : <ProblemNotice error={error} />}
      <button type="button" class={isConnected ? 'plain' : 'primary'} onClick={() => setOpen(true)}>
        {isConnected ? m.panel_mailbox_other() : m.panel_mailbox_connect()}
      </button>{' '}
      {isConnected ? (
        <button type="button" class="plain" onClick={() => void disconnect()}>
          {m.panel_mailbox_disconnect()}
        </button>
      ) : null}
    </p>
  );
}

function LoginForm(props: { readonly onClose: () => void; readonly onConnected: () => void }): VNode {
  const [values, setValues] = useState(EMPTY);
  const [folder, setFolder] = useState('INBOX');
  const [isChecked, setChecked] = useState(false);
  const [problem, setProblem] = useState<string>();
  const { run, isBusy, error } = useAction();
  const submit = (event: Event): void => {
    event.preventDefault();
    setChecked(true);
    setProblem(undefined);
    if (FIELDS.some((name) => values[name].trim() === '')) return;
    void run(async () => {
      const tried = await connectMailbox({ ...values, port: 993, folder: folder.trim() || 'INBOX' });
      if (tried.problem === null) props.onConnected();
      else setProblem(mailboxProblemWords[tried.problem]());
    });
  };
  return (
    <form class="step" onSubmit={submit} noValidate>
      {error === undefined ? null : <ProblemNotice error={error} />}
      {problem === undefined ? null : (
        <div class="notice bad" role="alert">
          <p>{problem}</p>
        </div>
      )}
      {FIELDS.map((name) => (
        <Field
          key={name}
          label={LABELS[name]()}
          hint={HINTS[name]()}
          error={isChecked && values[name].trim() === '' ? m.panel_fault_required() : undefined}
        >
          {(ids) => {
            const control = {
              ...ids,
              autocomplete: 'off',
              spellcheck: false,
              maxLength: name === 'password' ? 500 : 253,
              value: values[name],
              onInput: (event: { currentTarget: HTMLInputElement }) =>
                setValues({ ...values, [name]: event.currentTarget.value }),
            } as const;
            return name === 'password' ? <input type="password" {...control} /> : <input {...control} />;
          }}
        </Field>
      ))}
      <Field label={m.panel_mailbox_folder()} hint={m.panel_mailbox_folder_hint()}>
        {(ids) => (
          <input
            {...ids}
            autocomplete="off"
            maxLength={200}
            value={folder}
            onInput={(event) => setFolder(event.currentTarget.value)}
          />
        )}
      </Field>
      <FormEnd label={m.panel_mailbox_connect_now()} isBusy={isBusy} onClose={props.onClose} />
    </form>
  );
}
