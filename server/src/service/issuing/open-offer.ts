import { DomainError } from '@mleg/core/errors';
import { openOffer } from '../../store/issuing.ts';
import { hashHandle, newHandle, offerIdOf, parseHandle, tagOf, writeHandle } from './codes.ts';
import { type IssuingDeps, PRE_AUTHORIZED_CODE_SECONDS } from './protocol.ts';

export type OpenedOffer = { readonly preAuthorizedCode: string; readonly needsTxCode: boolean };

/**
 * GET of a credential offer: mints a pre-authorized code, ten minutes, single use, at most three alive.
 * @param text the handle of the address
 * @throws DomainError `not_found`; `offer_closed` with `state` used, superseded, expired, locked, replaced, suspended_by_school or
 *   reported_lost
 */
export async function openCredentialOffer(deps: IssuingDeps, text: string): Promise<OpenedOffer> {
  const handle = parseHandle(text);
  if (handle === undefined || handle.tag !== '') throw new DomainError('not_found');
  const nowAt = deps.now();
  const offerId = offerIdOf(handle);
  const tag = tagOf(offerId);
  const code = newHandle(handle.school, tag);
  const { outcome, needsTxCode } = await openOffer(deps.store, {
    school: handle.school,
    tag,
    offerId,
    codeHash: hashHandle(code),
    nowAt,
    codeExpiresAt: nowAt + PRE_AUTHORIZED_CODE_SECONDS,
  });
  if (outcome === 'not_found') throw new DomainError('not_found');
  if (outcome !== 'ok') throw new DomainError('offer_closed', { state: outcome });
  return { preAuthorizedCode: writeHandle(code), needsTxCode: needsTxCode === true };
}
