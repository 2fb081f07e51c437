import type { PupilRow } from '@mleg/contract/pupil';
import type { StaffSession } from '@mleg/contract/session';
import { formatShortDay } from '@mleg/i18n/format';
import { m } from '@mleg/i18n/messages';
import { Loading, PageTitle } from '@mleg/ui/parts.tsx';
import { go, type Place } from '@mleg/ui/router';
import { useAnswer } from '@mleg/ui/use-answer';
import type { VNode } from 'preact';
import { listPupils } from '../api.ts';
import { ShowMore } from '../parts/show-more.tsx';
import { StaleNotice } from '../parts/stale-notice.tsx';
import { useHeld } from '../parts/use-held.ts';
import { type More, useMore } from '../parts/use-more.ts';
import { useSearch } from '../queue/use-search.ts';
import { mayDecide } from '../roles.ts';
import { useTable } from '../use-wide.ts';
import { orderStateWords, pupilStatusWords } from '../words.ts';

/** The server sends as many at once. */
const PUPILS_PAGE = 500;
const FILTERS = {
  no_paper_id: m.panel_filter_no_paper_id,
  no_portrait: m.panel_filter_no_portrait,
  active: m.panel_filter_active,
  suspended: m.panel_filter_suspended,
} as const;

/** The register: who is a pupil, with which ID. A class teacher reads it, the office opens a pupil. */
export function PupilsPage(props: { readonly place: Place; readonly session: StaffSession }): VNode {
  const { place, session } = props;
  const classGroup = place.query.get('class') ?? '';
  const wanted = place.query.get('filter') ?? '';
  const filter = wanted in FILTERS ? wanted : '';
  const search = useSearch();
  const asked = useAnswer(`pupils ${classGroup} ${filter} ${search.asked}`, () =>
    listPupils({ q: search.asked, classGroup, filter }),
  );
  const pupils = { ...asked, answer: useHeld(asked.answer, search.asked !== '') };
  const more = useMore(
    pupils.answer?.pupils,
    async (from) => (await listPupils({ q: search.asked, classGroup, filter, from })).pupils,
  );
  const isOffice = mayDecide(session.role);
  const isAll = classGroup === '' && filter === '' && search.asked === '';
  return (
    <div class="page">
      <div class="page-head">
        <PageTitle title={m.panel_title({ page: m.panel_nav_pupils() })}>{m.panel_nav_pupils()}</PageTitle>
        {isOffice ? (
          <a class="button primary" href="/pupils/new">
            {m.panel_pupil_add()}
          </a>
        ) : null}
      </div>
      {isOffice ? null : <p class="notice">{m.panel_read_only()}</p>}
      <Filters {...{ classGroup, filter, search }} classGroups={pupils.answer?.classGroups ?? []} />
      <StaleNotice of={pupils} text={m.panel_queue_failed()} />
      {pupils.answer === undefined && pupils.isLoading ? <Loading /> : null}
      {pupils.answer === undefined ? null : (
        <Found total={pupils.answer.total} {...{ more, isOffice, isAll }} />
      )}
    </div>
  );
}

type FilterProps = {
  readonly classGroup: string;
  readonly filter: string;
  readonly classGroups: readonly string[];
  readonly search: ReturnType<typeof useSearch>;
};

function Filters({ classGroup, filter, classGroups, search }: FilterProps): VNode {
  const choose = (next: { class?: string; filter?: string }): void => {
    const values = { class: classGroup, filter, ...next };
    const query = new URLSearchParams(Object.entries(values).filter(([, value]) => value !== ''));
    go(`/pupils${query.toString() === '' ? '' : `?${query}`}`, { replace: true });
    search.type(search.typed);
  };
  return (
    <search class="filters">
      <label>
        {m.panel_pupils_search()}
        <input
          type="search"
          autocomplete="off"
          value={search.typed}
          onInput={(event) => search.type(event.currentTarget.value)}
        />
      </label>
      <label>
        {m.panel_column_class()}
        <select value={classGroup} onChange={(event) => choose({ class: event.currentTarget.value })}>
          <option value="">{m.panel_filter_all_classes()}</option>
          {classGroups.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        {m.panel_filter_label()}
        <select value={filter} onChange={(event) => choose({ filter: event.currentTarget.value })}>
          <option value="">{m.panel_filter_all()}</option>
          {Object.entries(FILTERS).map(([key, text]) => (
            <option key={key} value={key}>
              {text()}
            </option>
          ))}
        </select>
      </label>
    </search>
  );
}

function Found(props: {
  readonly more: More<PupilRow>;
  readonly total: number;
  readonly isOffice: boolean;
  readonly isAll: boolean;
}): VNode {
  const { more, total, isOffice, isAll } = props;
  const isTable = useTable();
  const pupils = more.items;
  if (pupils.length === 0) return <Empty isOffice={isOffice} isAll={isAll} />;
  return (
    <>
      <p class="quiet" role="status">
        {m.panel_pupils_found({ count: total })}
      </p>
      {isTable ? (
        <Table pupils={pupils} isOffice={isOffice} />
      ) : (
        <ul class="row-cards">
          {pupils.map((pupil) => (
            <li key={pupil.id} class="card">
              <p class="card-head">
                <Name pupil={pupil} isOffice={isOffice} /> <span>{pupil.classGroup}</span>
              </p>
              <p>
                <PaperId pupil={pupil} />
              </p>
              <p>
                <MobileState pupil={pupil} />
              </p>
            </li>
          ))}
        </ul>
      )}
      <ShowMore of={more} total={total} page={PUPILS_PAGE} />
    </>
  );
}

function Empty({ isOffice, isAll }: { readonly isOffice: boolean; readonly isAll: boolean }): VNode {
  if (!isAll || !isOffice) return <p class="empty">{m.panel_pupils_no_match()}</p>;
  return (
    <div class="empty">
      <p>{m.panel_pupils_empty()}</p>
      <div class="row">
        <a class="button primary" href="/import">
          {m.panel_nav_import()}
        </a>
        <a class="button" href="/pupils/new">
          {m.panel_pupil_add()}
        </a>
      </div>
    </div>
  );
}

function Table(props: { readonly pupils: readonly PupilRow[]; readonly isOffice: boolean }): VNode {
  return (
    <div class="table-scroll">
      <table class="rows">
        <thead>
          <tr>
            <th scope="col">{m.panel_column_pupil()}</th>
            <th scope="col">{m.panel_column_class()}</th>
            <th scope="col">{m.panel_data_born()}</th>
            <th scope="col">{m.panel_paper_title()}</th>
            <th scope="col">{m.panel_photo_title()}</th>
            <th scope="col">{m.panel_column_mobile()}</th>
          </tr>
        </thead>
        <tbody>
          {props.pupils.map((pupil) => (
            <tr key={pupil.id}>
              <th scope="row">
                <Name pupil={pupil} isOffice={props.isOffice} />
              </th>
              <td>{pupil.classGroup}</td>
              <td class="number">{formatShortDay(pupil.birthDate)}</td>
              <td>
                <PaperId pupil={pupil} />
              </td>
              <td>{pupil.hasPortrait ? m.panel_photo_there() : m.panel_photo_missing()}</td>
              <td>
                <MobileState pupil={pupil} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Name({ pupil, isOffice }: { readonly pupil: PupilRow; readonly isOffice: boolean }): VNode {
  const status =
    pupil.status === 'pupil' ? null : <span class="chip">{pupilStatusWords[pupil.status]()}</span>;
  return (
    <>
      {isOffice ? (
        <a class="row-link" href={`/pupils/${pupil.id}`} translate={false}>
          {pupil.name}
        </a>
      ) : (
        <span class="row-link" translate={false}>
          {pupil.name}
        </span>
      )}
      {status}
    </>
  );
}

function PaperId({ pupil }: { readonly pupil: PupilRow }): VNode {
  if (pupil.paperIdNumber === null) return <span class="chip warn">{m.panel_paper_none()}</span>;
  const until = pupil.validUntil === null ? '' : formatShortDay(pupil.validUntil);
  return <span class="number">{m.panel_paper_short({ number: pupil.paperIdNumber, until })}</span>;
}

function MobileState({ pupil }: { readonly pupil: PupilRow }): VNode {
  if (pupil.activeMobileIds > 0) {
    return <span class="chip good">{m.panel_mobile_active({ count: pupil.activeMobileIds })}</span>;
  }
  if (pupil.orderState === null) return <span class="quiet">{m.panel_mobile_none()}</span>;
  return <span class="nowrap">{m.panel_mobile_order({ state: orderStateWords[pupil.orderState]() })}</span>;
}
