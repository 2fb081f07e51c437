import { decodeBase64url } from '@mleg/core/encoding/base64url';
import { jwkThumbprint } from '@mleg/core/encoding/jwk';
import { ProtocolError } from '@mleg/core/openid4vci/protocol-error';
import { verifyRemovalProof } from '@mleg/core/openid4vci/removal-proof';
import { appendAudit } from '../../audit/append.ts';
import { sha256, verifyEs256 } from '../../keys/es256.ts';
import { revokeMobileIds } from '../../store/mobile-ids.ts';
import { enterPupilCase } from '../../store/pupil-case.ts';
import { mobileIdOfHolder } from '../../store/removals.ts';
import { schoolByRspo } from '../../store/schools.ts';
import { inSchool } from '../../store/tenant.ts';
import { listIdOfUri } from '../status/publish-status-list.ts';
import { createStatusPosition } from '../status/status-index.ts';
import type { IssuingDeps } from './protocol.ts';

const ACTOR = { kind: 'wallet', id: 'wallet' } as const;

/**
 * A phone says that it has removed an ID, by the key that the ID was bound to: the same as a notification
 * `credential_deleted`, for a phone whose access token has ended. It can end that one mobile ID and nothing else; said
 * twice it changes nothing.
 * @throws ProtocolError invalid_proof, also where no ID of ours has this entry and this key
 */
export async function removeByHolder(deps: IssuingDeps, proof: string): Promise<void> {
  const { origins } = deps.config;
  const { key, status, rspo } = await verifyRemovalProof(proof, origins.school, verifyEs256);
  const listId = listIdOfUri(origins.school, status.uri);
  const position = listId === undefined ? undefined : createStatusPosition(deps.vault)(listId, status.idx);
  const school = (await schoolByRspo(deps.store, rspo))?.school;
  if (school === undefined || listId === undefined || position === undefined) throw unknown();
  const thumbprint = Buffer.from(decodeBase64url(jwkThumbprint(key, sha256)));
  const isKnown = await inSchool(deps.store, school, async (tx) => {
    const held = await mobileIdOfHolder(tx, { listId, position, thumbprint });
    if (held === undefined) return false;
    const { mobileId, pupilId } = held;
    const at = deps.now();
    const pupilCase = await enterPupilCase(deps, tx, { pupilId });
    const end = { reason: 'resignation', at, bySchool: false };
    const ended = await revokeMobileIds(pupilCase, [mobileId], end);
    for (const { id: subject } of ended) {
      await appendAudit(pupilCase, at, {
        event: 'mobile_id_credential_deleted',
        actor: ACTOR,
        pupilId,
        subject,
      });
    }
    return true;
  });
  if (!isKnown) throw unknown();
}

function unknown(): ProtocolError {
  return new ProtocolError('invalid_proof', 'no ID of this issuer has this status entry and this key');
}
