import type { StaffSession } from '@mleg/contract/session';

type Role = StaffSession['role'];

/** Decides and issues. The server refuses everybody else; the panel does not offer what would be refused. */
export const mayDecide = (role: Role): boolean => role === 'office' || role === 'head_teacher';
/** May look up pupils of the school. */
export const mayRead = (role: Role): boolean => mayDecide(role) || role === 'class_teacher';
