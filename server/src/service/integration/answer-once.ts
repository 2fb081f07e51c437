import { DomainError } from '@mleg/core/errors';
import type { AppDeps } from '../../app-deps.ts';
import type { Actor } from '../../audit/append.ts';
import { claimRequest, findRequest, forgetAnswers, keepAnswer } from '../../store/idempotency.ts';
import type { Lane } from '../../store/pool.ts';
import { schoolCipher } from '../../store/school-cipher.ts';
import { inSchool, type SchoolTx } from '../../store/tenant.ts';

type Deps = Pick<AppDeps, 'store' | 'vault' | 'now'>;

/** An answer may hold codes, so it is not kept longer than a program needs to ask again. */
export const answerKeptSeconds = 600;

/** One request of a program that changes something. */
export type ProgramCall = {
  readonly school: number;
  readonly actor: Actor;
  /** `Idempotency-Key`, undefined when none was sent. */
  readonly idempotencyKey: string | undefined;
  /** Method, address and body: a key is for one request only. */
  readonly content: Uint8Array;
};

/**
 * Does the work in one transaction together with the note that it was done, so that a request which is sent again under
 * its `Idempotency-Key`, also after a crash of the server, finds either nothing or the whole (draft-ietf-httpapi-
 * idempotency-key-header section 2). A refused request leaves no note and may be sent again.
 * @param lane the share of the connections it takes
 * @returns the answer of the work, or the kept one of the first request
 * @throws DomainError conflict for a key that came with another request, or whose answer is forgotten
 */
export function answerOnce<T>(
  deps: Deps,
  call: ProgramCall,
  work: (tx: SchoolTx) => Promise<T>,
  lane?: Lane,
): Promise<T> {
  const once = async (tx: SchoolTx): Promise<T> => {
    const { idempotencyKey, content, actor } = call;
    if (idempotencyKey === undefined) return work(tx);
    const keyHash = deps.vault.mac('idempotency', `${tx.school}|${actor.id}|${idempotencyKey}`);
    const requestHash = deps.vault.mac('idempotency', content);
    const place = { table: 'idempotency', column: 'answer_sealed', row: keyHash.toString('base64url') };
    const cipher = await schoolCipher(tx, deps.vault);
    await forgetAnswers(tx, deps.now() - answerKeptSeconds);
    if (await claimRequest(tx, { keyHash, requestHash, at: deps.now() })) {
      const answer = await work(tx);
      await keepAnswer(tx, keyHash, cipher.seal(place, JSON.stringify(answer)));
      return answer;
    }
    const earlier = await findRequest(tx, keyHash);
    if (!earlier?.requestHash.equals(requestHash)) throw conflict('other_request');
    if (earlier.answerSealed === null) throw conflict('answer_forgotten');
    return JSON.parse(cipher.openText(place, earlier.answerSealed)) as T;
  };
  return inSchool(deps.store, call.school, once, lane);
}

function conflict(reason: 'other_request' | 'answer_forgotten'): DomainError {
  return new DomainError('conflict', { header: 'Idempotency-Key', reason });
}
