import type { Child, MessageList } from '@mleg/contract/guardian';
import { formatMoment } from '@mleg/i18n/format';
import { m } from '@mleg/i18n/messages';
import { Loading, PageTitle, ProblemNotice } from '@mleg/ui/parts.tsx';
import { useAnswer } from '@mleg/ui/use-answer';
import type { VNode } from 'preact';
import { addressOf } from '../addresses.ts';
import { messageText } from '../message-text.ts';
import { readChildren, readMessages } from '../portal-api.ts';
import { tabTitle } from '../with-child.tsx';

type Message = MessageList['messages'][number];

/** What happened, newest first; a reply that carries a code leads to it. */
export function MessagesPage(): VNode {
  const { answer, error, reload } = useAnswer('messages', async () => {
    const [{ messages, isCut }, children] = await Promise.all([readMessages(), readChildren()]);
    return { messages, isCut, children };
  });
  return (
    <>
      <PageTitle title={tabTitle(m.portal_messages_title())}>{m.portal_messages_title()}</PageTitle>
      {error === undefined ? null : <ProblemNotice error={error} onRetry={reload} />}
      {answer === undefined && error === undefined ? <Loading /> : null}
      {answer === undefined ? null : <Messages messages={answer.messages} children={answer.children} />}
      {answer?.isCut ? <p class="quiet">{m.portal_messages_cut()}</p> : null}
    </>
  );
}

function Messages({
  messages,
  children,
}: {
  readonly messages: readonly Message[];
  readonly children: readonly Child[];
}): VNode {
  if (messages.length === 0) {
    return (
      <section class="card empty">
        <h2>{m.portal_messages_none()}</h2>
        <p>{m.portal_messages_none_why()}</p>
      </section>
    );
  }
  // Only the newest reply of a child leads to its code, and only while there is one to take.
  const newest = new Map<string, string>();
  for (const { id, pupilId, codeReady } of messages) {
    if (codeReady && !newest.has(pupilId)) newest.set(pupilId, id);
  }
  return (
    <ul class="messages">
      {messages.map((message) => {
        const child = children.find((one) => one.pupilId === message.pupilId);
        const hasCode = child?.codeReady === true && newest.get(message.pupilId) === message.id;
        return (
          <li key={message.id} class={message.read ? 'message' : 'message unread'}>
            <p class="message-head">
              {message.read ? null : <span class="new-mark">{m.portal_message_new()}</span>}
              {child === undefined ? null : (
                <a class="message-child" href={addressOf(child.pupilId)} translate={false}>
                  {child.givenNames} {child.surname}
                </a>
              )}
              <time class="quiet" dateTime={message.at}>
                {formatMoment(message.at)}
              </time>
            </p>
            <p>{messageText(message)}</p>
            {hasCode ? (
              <a class="button primary" href={addressOf(message.pupilId, 'kod')}>
                {m.portal_next_code()}
              </a>
            ) : null}
            {message.subject === 'mobile_id_added' && child !== undefined ? (
              <a class="button" href={addressOf(message.pupilId, 'telefony')}>
                {m.portal_phones_title()}
              </a>
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}
