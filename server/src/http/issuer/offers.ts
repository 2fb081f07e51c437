import { createCredentialOffer } from '@mleg/core/openid4vci/credential-offer';
import { issuerPaths } from '@mleg/core/openid4vci/issuer-metadata';
import { openCredentialOffer } from '../../service/issuing/open-offer.ts';
import { CREDENTIAL_CONFIGURATION_ID, type IssuingDeps } from '../../service/issuing/protocol.ts';
import { defineProtocolRoute, type ProtocolRoute } from '../kit/route.ts';
import { sendProtocolJson } from '../kit/send-json.ts';

const TX_CODE = { length: 8, description: 'Kod aktywacyjny (hasło) ze szkoły: 8 cyfr' };

/** GET of a credential offer by reference (OpenID4VCI 1.0 section 4.1.3). */
export function offersRoute(deps: IssuingDeps): ProtocolRoute {
  return defineProtocolRoute({
    method: 'GET',
    url: `${issuerPaths.offers}/:handle`,
    isPlainJson: true,
    handler: async (request, reply) => {
      const { handle } = request.params as { handle: string };
      const { preAuthorizedCode, needsTxCode } = await openCredentialOffer(deps, handle);
      const offer = createCredentialOffer({
        credentialIssuer: deps.config.origins.school,
        credentialConfigurationIds: [CREDENTIAL_CONFIGURATION_ID],
        preAuthorizedCode,
        ...(needsTxCode ? { txCode: TX_CODE } : {}),
      });
      return sendProtocolJson(reply, JSON.stringify(offer));
    },
  });
}
