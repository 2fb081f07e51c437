import { disclosableClaimNames, type SchoolIdClaimName } from '@mleg/core/credential/school-id-claims';
import {
  createAuthorizationServerMetadata,
  createIssuerMetadata,
  type LocalisedText,
} from '@mleg/core/openid4vci/issuer-metadata';
import { BATCH_MAX, CREDENTIAL_CONFIGURATION_ID, type IssuingDeps } from '../../service/issuing/protocol.ts';
import { defineProtocolRoute, type ProtocolRoute } from '../kit/route.ts';

const text = (pl: string, en: string, uk: string): LocalisedText => ({ pl, en, uk });
const CREDENTIAL_NAME = text('mLegitymacja szkolna', 'Mobile school ID', 'Мобільне учнівське посвідчення');
const polish = new Intl.PluralRules('pl');
const ukrainian = new Intl.PluralRules('uk');
const over = (years: number): LocalisedText =>
  text(
    `ukończone ${years} ${polish.select(years) === 'few' ? 'lata' : 'lat'}`,
    `aged ${years} or over`,
    `виповнилося ${years} ${ukrainian.select(years) === 'few' ? 'роки' : 'років'}`,
  );

/** What other wallets write beside a claim. */
const CLAIM_NAMES: Record<SchoolIdClaimName, LocalisedText> = {
  given_name: text('Imię (imiona)', 'Given names', 'Ім’я (імена)'),
  family_name: text('Nazwisko', 'Surname', 'Прізвище'),
  birthdate: text('Data urodzenia', 'Date of birth', 'Дата народження'),
  personal_administrative_number: text('PESEL', 'PESEL number', 'Номер PESEL'),
  address: text('Adres zamieszkania', 'Home address', 'Адреса проживання'),
  picture: text('Zdjęcie', 'Photo', 'Фото'),
  picture_low: text('Małe zdjęcie', 'Small photo', 'Мале фото'),
  document_number: text('Numer legitymacji', 'ID number', 'Номер посвідчення'),
  date_of_issuance: text('Data wydania', 'Date of issue', 'Дата видачі'),
  date_of_expiry: text('Ważna do', 'Valid until', 'Дійсне до'),
  pupil_status: text('Status', 'Status', 'Статус'),
  school: text('Szkoła', 'School', 'Школа'),
  age_over_07: over(7),
  age_over_13: over(13),
  age_over_16: over(16),
  age_over_18: over(18),
  age_over_24: over(24),
  issuing_authority: text('Wydana przez', 'Issued by', 'Видано'),
};

/** The two documents that a wallet reads first. */
export function metadataRoutes(deps: IssuingDeps & { config: { operatorName: string } }): ProtocolRoute[] {
  const issuer = deps.config.origins.school;
  const { operatorName } = deps.config;
  return [
    documentRoute(
      '/.well-known/openid-credential-issuer',
      createIssuerMetadata({
        credentialIssuer: issuer,
        name: text(operatorName, operatorName, operatorName),
        credentialConfigurationId: CREDENTIAL_CONFIGURATION_ID,
        credentialName: CREDENTIAL_NAME,
        batchSize: BATCH_MAX,
        claims: disclosableClaimNames.map((name) => ({ name, display: CLAIM_NAMES[name] })),
      }),
    ),
    documentRoute(
      '/.well-known/oauth-authorization-server',
      createAuthorizationServerMetadata(issuer, `${issuer}/status`),
    ),
  ];
}

function documentRoute(url: string, document: object): ProtocolRoute {
  const body = JSON.stringify(document);
  return defineProtocolRoute({
    method: 'GET',
    url,
    handler: (_request, reply) =>
      reply
        .header('cache-control', 'public, max-age=300')
        .header('content-type', 'application/json')
        .header('content-language', 'pl, en, uk')
        .send(body),
  });
}
