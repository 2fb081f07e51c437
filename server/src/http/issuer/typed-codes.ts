import { isJsonObject, parseStrictJson } from '@mleg/core/encoding/strict-json';
import { DomainError } from '@mleg/core/errors';
import { issuerPaths } from '@mleg/core/openid4vci/issuer-metadata';
import { type OfferDeps, resolveTypedCode } from '../../service/issuing/create-offer.ts';
import { defineProtocolRoute, type ProtocolRoute } from '../kit/route.ts';

const TRIES_MAX = 10;
const HOUR_SECONDS = 3600;

/** POST /oid4vci/typed-codes: „kod zamiast QR” to the address of its offer; ten wrong tries per address and hour. */
export function typedCodesRoute(deps: OfferDeps): ProtocolRoute {
  return defineProtocolRoute({
    method: 'POST',
    url: issuerPaths.typedCodes,
    bodyBytesMax: 1024,
    rateLimit: { max: TRIES_MAX, windowSeconds: HOUR_SECONDS, counts: 'wrong' },
    handler: async (request, reply) => {
      const body = Buffer.isBuffer(request.body) ? parseStrictJson(request.body) : undefined;
      const code = isJsonObject(body) ? body['code'] : undefined;
      if (typeof code !== 'string' || code.length > 64)
        throw new DomainError('invalid_input', { field: 'code' });
      const credential_offer_uri = await resolveTypedCode(deps, code);
      return reply
        .header('cache-control', 'no-store')
        .header('content-type', 'application/json')
        .send(JSON.stringify({ credential_offer_uri }));
    },
  });
}
