import { openCredentialOffer } from '../../service/issuing/open-offer.ts';
import { CREDENTIAL_CONFIGURATION_ID, type IssuingDeps } from '../../service/issuing/protocol.ts';
import { defineProtocolRoute, type ProtocolRoute } from '../kit/route.ts';
import { sendProtocolJson } from '../kit/send-json.ts';

export const PRE_AUTHORIZED_GRANT = 'urn:ietf:params:oauth:grant-type:pre-authorized_code';

const TX_CODE = {
  input_mode: 'numeric',
  length: 8,
  description: 'Kod aktywacyjny (hasło) ze szkoły: 8 cyfr',
};

/** GET of a credential offer by reference (OpenID4VCI 1.0 section 4.1.3). */
export function offersRoute(deps: IssuingDeps): ProtocolRoute {
  return defineProtocolRoute({
    method: 'GET',
    url: '/oid4vci/offers/:handle',
    isPlainJson: true,
    handler: async (request, reply) => {
      const { handle } = request.params as { handle: string };
      const { preAuthorizedCode, needsTxCode } = await openCredentialOffer(deps, handle);
      const offer = {
        credential_issuer: deps.config.origins.school,
        credential_configuration_ids: [CREDENTIAL_CONFIGURATION_ID],
        grants: {
          [PRE_AUTHORIZED_GRANT]: {
            'pre-authorized_code': preAuthorizedCode,
            ...(needsTxCode ? { tx_code: TX_CODE } : {}),
          },
        },
      };
      return sendProtocolJson(reply, JSON.stringify(offer));
    },
  });
}
