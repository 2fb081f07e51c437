import { createHash } from 'node:crypto';
import { DomainError } from '@mleg/core/errors';
import type { AppDeps } from '../../app-deps.ts';
import { type Actor, appendAudit } from '../../audit/append.ts';
import { randomBytes } from '../../keys/random.ts';
import { endApiKey, findApiKey, insertApiKey } from '../../store/api-keys.ts';
import { newId } from '../../store/ids.ts';
import { inSchool, type SchoolTx } from '../../store/tenant.ts';

type Deps = Pick<AppDeps, 'store' | 'now'>;

const SECRET_BYTES = 32;
/** `mleg_<school number>.<secret>`: a prefix that secret scanners can look for, and the wall behind which to look. */
const FORM = /^mleg_([1-9]\d{0,8})\.[A-Za-z0-9_-]{43}$/;

function hashOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

/**
 * Makes a key of the transaction's school for a program. The key stands in this answer only.
 * @param options `label` is what the office calls the program
 */
export async function createApiKey(
  deps: Pick<Deps, 'now'>,
  tx: SchoolTx,
  options: { label: string; actor: Actor },
): Promise<{ id: string; key: string }> {
  const id = newId();
  const key = `mleg_${tx.school}.${randomBytes(SECRET_BYTES).toString('base64url')}`;
  await insertApiKey(tx, { keyHash: hashOf(key), id, label: options.label, at: deps.now() });
  await appendAudit(tx, deps.now(), { event: 'api_key_created', actor: options.actor, subject: id });
  return { id, key };
}

/** Ends a key at once. @throws DomainError not_found */
export async function revokeApiKey(
  deps: Pick<Deps, 'now'>,
  tx: SchoolTx,
  request: { id: string; actor: Actor },
): Promise<void> {
  const { id, actor } = request;
  if (!(await endApiKey(tx, id, deps.now()))) throw new DomainError('not_found');
  await appendAudit(tx, deps.now(), { event: 'api_key_revoked', actor, subject: id });
}

/** School and id of a live key; undefined for every other text. */
export async function findKey(
  deps: Pick<Deps, 'store'>,
  key: string,
): Promise<{ school: number; keyId: string } | undefined> {
  const school = Number(FORM.exec(key)?.[1] ?? 0);
  if (school === 0) return undefined;
  const keyId = await inSchool(deps.store, school, (tx) => findApiKey(tx, hashOf(key)));
  return keyId === undefined ? undefined : { school, keyId };
}
