import type { StaffSession } from '@mleg/contract/session';
import { createContext } from 'preact';

type Role = StaffSession['role'];

/** Decides and issues. The server refuses everybody else; the panel does not offer what would be refused. */
export const mayDecide = (role: Role): boolean => role === 'office' || role === 'head_teacher';
/** May look up pupils of the school. */
export const mayRead = (role: Role): boolean => mayDecide(role) || role === 'class_teacher';

/** The role of who is logged in, for the few buttons that one role alone has. */
export const RoleOfSession = createContext<Role | undefined>(undefined);
