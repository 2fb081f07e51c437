import type { AppDeps } from '../app-deps.ts';
import type { Actor } from '../audit/append.ts';

/** What the school's services need of the server. */
export type SchoolDeps = Pick<AppDeps, 'store' | 'vault' | 'now' | 'config'>;

/** Who acts, in which school. */
export type Acting = { readonly school: number; readonly actor: Actor };
