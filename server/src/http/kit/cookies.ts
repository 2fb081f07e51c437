import type { FastifyReply, FastifyRequest } from 'fastify';

/** Faces that keep a session. */
export type SessionFace = 'panel' | 'portal';

/**
 * `__Host-` binds the cookie to its origin under https. The http demo has plain names, one per face, because ports
 * are no wall for cookies and Safari keeps no Secure cookie on http.
 */
export function sessionCookieName(face: SessionFace, secure: boolean): string {
  return secure ? `__Host-mleg_${face}` : `mleg_${face}`;
}

/** The value of a cookie, undefined when it is absent or came twice. */
export function readCookie(request: FastifyRequest, name: string): string | undefined {
  const header = request.headers.cookie;
  if (header === undefined || header.length > 4096) return undefined;
  const found = header
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part.startsWith(`${name}=`));
  return found.length === 1 ? found[0]?.slice(name.length + 1) : undefined;
}

/** Sets the session cookie; `value` is URL-safe. */
export function setSessionCookie(
  reply: FastifyReply,
  options: { face: SessionFace; secure: boolean; value: string; lifeSeconds: number },
): void {
  const { face, secure, value, lifeSeconds } = options;
  reply.header(
    'set-cookie',
    `${sessionCookieName(face, secure)}=${value}; Path=/; Max-Age=${lifeSeconds}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`,
  );
}

/** Ends the session in the browser. */
export function clearSessionCookie(reply: FastifyReply, face: SessionFace, secure: boolean): void {
  setSessionCookie(reply, { face, secure, value: '', lifeSeconds: 0 });
}
