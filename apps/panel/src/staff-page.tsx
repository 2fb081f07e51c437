import type { StaffMember } from '@mleg/contract/staff';
import { dayOf, formatMoment, formatShortDay } from '@mleg/i18n/format';
import { m } from '@mleg/i18n/messages';
import { Loading, PageTitle } from '@mleg/ui/parts.tsx';
import { useAnswer } from '@mleg/ui/use-answer';
import type { VNode } from 'preact';
import { listStaff } from './api.ts';
import { StaleNotice } from './parts/stale-notice.tsx';
import { StaffAccess } from './staff/staff-access.tsx';
import { roleWords } from './words.ts';

const DAY_MS = 86_400_000;

/** Who may come into this school's panel, and how they are put out of it. */
export function StaffPage({ ownId }: { readonly ownId: string }): VNode {
  const staff = useAnswer('staff', listStaff);
  const { answer } = staff;
  return (
    <div class="page">
      <PageTitle title={m.panel_title({ page: m.panel_nav_staff() })}>{m.panel_nav_staff()}</PageTitle>
      <p>{m.panel_staff_intro()}</p>
      <StaleNotice of={staff} text={m.panel_staff_failed()} />
      {answer === undefined && staff.isLoading ? <Loading /> : null}
      {answer === undefined ? null : (
        <div class="table-scroll">
          <table class="rows staff-rows">
            <thead>
              <tr>
                <th scope="col">{m.panel_staff_name()}</th>
                <th scope="col">{m.panel_staff_roles()}</th>
                <th scope="col">{m.panel_staff_last_login()}</th>
                <th scope="col">{m.panel_staff_acts()}</th>
              </tr>
            </thead>
            <tbody>
              {answer.staff.map((one) => (
                <tr key={one.id}>
                  <Person member={one} isOwn={one.id === ownId} />
                  <td>
                    <StaffAccess member={one} isOwn={one.id === ownId} put={staff.put} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}

function Person({ member, isOwn }: { readonly member: StaffMember; readonly isOwn: boolean }): VNode {
  const { name, email, roles, lastLoginAt } = member;
  return (
    <>
      <th scope="row">
        <span translate={false}>{name}</span> {isOwn ? <span class="chip">{m.panel_staff_own()}</span> : null}
        <span class="quiet under">{email}</span>
      </th>
      <td>
        {roles.map((one) => (
          <span key={one.role} class="block">
            {roleText(one)} <RoleState role={one} />
          </span>
        ))}
      </td>
      <td>{lastLoginAt === null ? m.panel_staff_never() : formatMoment(lastLoginAt)}</td>
    </>
  );
}

type Role = StaffMember['roles'][number];

function roleText({ role, classGroups }: Role): string {
  const text = roleWords[role]();
  return role !== 'class_teacher' || classGroups.length === 0
    ? text
    : m.panel_staff_classes({ role: text, classes: classGroups.join(', ') });
}

/** The last day, not the moment after it. */
const lastDay = (endsAt: string): string =>
  formatShortDay(dayOf(new Date(Date.parse(endsAt) - DAY_MS / 2).toISOString()));

function RoleState({ role }: { readonly role: Role }): VNode | null {
  if (role.state === 'disabled') return <span class="chip bad">{m.panel_staff_off()}</span>;
  if (role.endsAt === null) return null;
  const day = lastDay(role.endsAt);
  return role.state === 'ended' ? (
    <span class="chip warn">{m.panel_staff_ended({ day })}</span>
  ) : (
    <span class="quiet">{m.panel_staff_until({ day })}</span>
  );
}
