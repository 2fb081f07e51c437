import { formatDay } from '@mleg/i18n/format';
import { m } from '@mleg/i18n/messages';
import { Loading, PageTitle, ProblemNotice } from '@mleg/ui/parts.tsx';
import { useAnswer } from '@mleg/ui/use-answer';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { readPupil } from '../api.ts';
import { Hidden } from '../parts/hidden.tsx';
import { MobileIds } from '../parts/mobile-ids.tsx';
import { PhotoCutting, PhotoUpload, usePhotoDesk } from '../parts/photo-upload.tsx';
import { Section } from '../parts/section.tsx';
import { pupilStatusWords } from '../words.ts';
import { Departure } from './departure.tsx';
import { DeskOrder } from './desk-order.tsx';
import { Guardians } from './guardians.tsx';
import { Objection } from './objection.tsx';
import { PupilEdit } from './pupil-edit.tsx';
import { PupilPaperId } from './pupil-paper-id.tsx';
import type { PupilPart } from './pupil-part.ts';

/** One pupil of the register and everything the office can do for them. */
export function PupilPage({ id }: { readonly id: string }): VNode {
  const { answer: pupil, error, reload, put } = useAnswer(`pupil ${id}`, () => readPupil(id));
  return (
    <div class="page">
      <a class="back" href="/pupils">
        {m.panel_pupils_back()}
      </a>
      {error === undefined ? null : <ProblemNotice error={error} onRetry={reload} />}
      {pupil === undefined ? null : (
        <>
          <PageTitle title={m.panel_title({ page: m.panel_pupil_title() })}>
            <span translate={false}>
              {pupil.givenNames} {pupil.surname}
            </span>
          </PageTitle>
          <Body pupil={pupil} put={put} reload={reload} />
        </>
      )}
      {pupil === undefined && error === undefined ? <Loading /> : null}
    </div>
  );
}

function Body({ pupil, put, reload }: PupilPart): VNode {
  const isHere = pupil.status !== 'left';
  // What waits for a decision is what one came for from the queue: it stands on top.
  const [isUrgent] = useState(() => pupil.mobileIds.some(({ state }) => state === 'suspended'));
  const [isContested] = useState(pupil.objectionToDecide);
  const phones = <MobileIds pupilId={pupil.id} mobileIds={pupil.mobileIds} onChanged={reload} />;
  const objection = <Objection pupil={pupil} put={put} reload={reload} />;
  return (
    <>
      <p class="case-facts">
        <span>{m.panel_class({ name: pupil.classGroup })}</span>
        <span class={isHere ? 'chip' : 'chip bad'}>{pupilStatusWords[pupil.status]()}</span>
        {pupil.objection ? (
          <span class="chip bad">
            {pupil.objectionToDecide ? m.panel_objection_chip_waits() : m.panel_objection_chip()}
          </span>
        ) : null}
      </p>
      <div class="pupil-columns">
        <div>
          {isUrgent ? phones : null}
          <Facts pupil={pupil} put={put} reload={reload} />
          <PupilPaperId pupil={pupil} put={put} reload={reload} />
          {isUrgent ? null : phones}
          <Guardians pupil={pupil} put={put} reload={reload} />
        </div>
        <div>
          {isContested ? objection : null}
          <Photo pupil={pupil} put={put} reload={reload} />
          {isHere ? <DeskOrder pupil={pupil} /> : null}
          {isContested ? null : objection}
          {isHere ? <Departure pupil={pupil} put={put} reload={reload} /> : null}
        </div>
      </div>
    </>
  );
}

function Facts({ pupil, put, reload }: PupilPart): VNode {
  return (
    <Section title={m.panel_data_title()}>
      <dl class="facts">
        <dt>{m.panel_data_born()}</dt>
        <dd>{formatDay(pupil.birthDate)}</dd>
        <dt>{m.panel_field_personal_id()}</dt>
        <dd>
          <Hidden pupilId={pupil.id} field="personal_id" masked={pupil.personalIdMasked} />
        </dd>
        <dt>{m.panel_field_address()}</dt>
        <dd>
          {pupil.hasAddress ? (
            <Hidden pupilId={pupil.id} field="address" masked={m.panel_address_kept()} />
          ) : (
            m.panel_address_none()
          )}
        </dd>
        {pupil.externalId === null ? null : (
          <>
            <dt>{m.panel_field_external_id()}</dt>
            <dd>{pupil.externalId}</dd>
          </>
        )}
      </dl>
      <PupilEdit pupil={pupil} put={put} reload={reload} />
    </Section>
  );
}

function Photo({ pupil, reload }: PupilPart): VNode {
  const desk = usePhotoDesk(pupil.id, reload);
  const { opened } = desk;
  const url = pupil.portraitUrl ?? undefined;
  return (
    <Section class={opened ? 'case-photo cutting' : 'case-photo'} title={m.panel_photo_title()}>
      {opened ? (
        <PhotoCutting desk={desk} opened={opened} level={3} />
      ) : (
        <>
          {url === undefined ? (
            <p class="no-photo">{m.panel_photo_none()}</p>
          ) : (
            <img src={url} width={700} height={900} alt={m.panel_photo_alt()} />
          )}
          <PhotoUpload desk={desk} url={url} />
        </>
      )}
    </Section>
  );
}
