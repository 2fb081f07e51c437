import type { FastifyRequest } from 'fastify';

export type Role = 'head_teacher' | 'office' | 'class_teacher' | 'data_protection' | 'operator';

/** Who may call a route. A route without one does not compile, and fails at start-up. */
export type Policy =
  /** Endpoints of the standards: any origin (CORS `*`), no cookies; tokens are checked by the endpoint itself. */
  | { readonly kind: 'protocol' }
  /**
   * Anybody from our own pages; state changes need our own `Origin`. `takesPrograms`: also who sends none, as programs do and
   * browsers never, where nothing is done by a cookie.
   */
  | { readonly kind: 'public'; readonly takesPrograms?: boolean }
  /** A staff session of the panel with one of these roles in its current school. */
  | { readonly kind: 'staff'; readonly roles: readonly Role[] }
  /** A session of the portal (guardian, or a pupil from 30 days before the 18th birthday). */
  | { readonly kind: 'guardian' }
  /** `Authorization: Bearer <key>` of one school. */
  | { readonly kind: 'apiKey' }
  /** `Authorization: Bearer <secret>` of one check. */
  | { readonly kind: 'checkSecret' };

export type StaffPrincipal = {
  readonly kind: 'staff';
  readonly accountId: string;
  readonly name: string;
  /** The school the person has switched to. */
  readonly school: number;
  readonly role: Role;
  /** The classes a class teacher sees; null for all of the school. */
  readonly classGroups: readonly string[] | null;
  readonly sessionHash: Buffer;
};
export type GuardianPrincipal = {
  readonly kind: 'guardian';
  readonly accountId: string;
  readonly name: string;
  readonly language: 'pl' | 'en' | 'uk';
  readonly sessionHash: Buffer;
};
export type ApiKeyPrincipal = { readonly kind: 'apiKey'; readonly school: number; readonly keyId: string };
export type CheckPrincipal = { readonly kind: 'checkSecret'; readonly checkId: string };

/** What the handler of a route gets, by the kind of its policy. */
export type PrincipalOf = {
  protocol: null;
  public: null;
  staff: StaffPrincipal;
  guardian: GuardianPrincipal;
  apiKey: ApiKeyPrincipal;
  checkSecret: CheckPrincipal;
};

/**
 * How a face finds out who calls: null means nobody (401). Roles are compared by the kit, so a staff authenticator
 * returns the person with whatever role it has.
 */
export type Authenticators = {
  readonly staff?: (request: FastifyRequest) => Promise<StaffPrincipal | null>;
  readonly guardian?: (request: FastifyRequest) => Promise<GuardianPrincipal | null>;
  readonly apiKey?: (request: FastifyRequest) => Promise<ApiKeyPrincipal | null>;
  readonly checkSecret?: (request: FastifyRequest) => Promise<CheckPrincipal | null>;
};

/** Policies whose credential a browser sends by itself: state changes must prove their origin. */
export function needsOwnOrigin(policy: Policy): boolean {
  return policy.kind === 'staff' || policy.kind === 'guardian' || policy.kind === 'public';
}
