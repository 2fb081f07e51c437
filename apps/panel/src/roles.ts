import type { StaffSession } from '@mleg/contract/session';
import { createContext } from 'preact';

type Role = StaffSession['role'];

/** Decides and issues. The server refuses everybody else; the panel does not offer what would be refused. */
export const mayDecide = (role: Role): boolean => role === 'office' || role === 'head_teacher';
/** May look up pupils of the school. */
export const mayRead = (role: Role): boolean => mayDecide(role) || role === 'class_teacher';

/** Takes and gives back log-ins. */
export const mayKeepAccounts = (role: Role): boolean => role === 'head_teacher' || role === 'operator';
/** Reads the log of who saw and changed what. */
export const mayReadLog = (role: Role): boolean => role === 'head_teacher' || role === 'data_protection';
/** The page that a role starts on. */
export function startOf(role: Role): string {
  if (mayDecide(role)) return '/orders';
  if (mayRead(role)) return '/pupils';
  return mayReadLog(role) ? '/log' : '/staff';
}

/** The role of who is logged in, for the few buttons that one role alone has. */
export const RoleOfSession = createContext<Role | undefined>(undefined);
