import type { Actor } from '../../audit/append.ts';
import type { Role, StaffPrincipal } from '../kit/policy.ts';

/** Decides and issues. */
export const deciders = { kind: 'staff', roles: ['head_teacher', 'office'] } as const satisfies {
  kind: 'staff';
  roles: readonly Role[];
};
/** Decides what only the head teacher may (rules.md W3). */
export const headTeacher = { kind: 'staff', roles: ['head_teacher'] } as const satisfies {
  kind: 'staff';
  roles: readonly Role[];
};
/** May look a pupil up, without personal numbers. */
export const readers = {
  kind: 'staff',
  roles: ['head_teacher', 'office', 'class_teacher'],
} as const satisfies {
  kind: 'staff';
  roles: readonly Role[];
};
/** Takes and gives back log-ins, and ends sessions. */
export const accountKeepers = {
  kind: 'staff',
  roles: ['head_teacher', 'operator'],
} as const satisfies { kind: 'staff'; roles: readonly Role[] };
/** Reads who saw and changed what. */
export const auditReaders = {
  kind: 'staff',
  roles: ['head_teacher', 'data_protection'],
} as const satisfies { kind: 'staff'; roles: readonly Role[] };
/** Anybody who is logged in on the panel. */
export const everyone = {
  kind: 'staff',
  roles: ['head_teacher', 'office', 'class_teacher', 'data_protection', 'operator'],
} as const satisfies { kind: 'staff'; roles: readonly Role[] };

/** The person in the history, and the school at hand. */
export function actingOf({ school, accountId }: StaffPrincipal): { school: number; actor: Actor } {
  return { school, actor: { kind: 'staff', id: accountId } };
}
