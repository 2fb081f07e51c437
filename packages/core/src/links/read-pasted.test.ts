import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeBase64 } from '../encoding/base64url.ts';
import { encodeUtf8 } from '../encoding/bytes.ts';
import { parseCredentialOfferUri } from '../openid4vci/credential-offer.ts';
import { parsePresentLink } from '../openid4vp/present-link.ts';
import { plainTypedCode, readPasted } from './read-pasted.ts';

const rules = { allowInsecureLocalhost: true };
const uri = 'https://szkola.example/oid4vci/offers/1.Ab-d_fGh1jKlMn0pQrStUw';
const link = `https://portfel.example/add#credential_offer_uri=${encodeURIComponent(uri)}`;
const other = `openid-credential-offer://?credential_offer_uri=${encodeURIComponent(uri)}`;
const e = encodeURIComponent;

/** The offer's address that is found in a text. */
function offerIn(text: string): string | undefined {
  const pasted = readPasted(text);
  if (pasted?.kind !== 'offer') return pasted?.kind;
  if (pasted.link === uri) return uri;
  const reference = parseCredentialOfferUri(pasted.link, rules);
  return reference.kind === 'uri' ? reference.uri : reference.json;
}

const defense2 = link
  .replaceAll('-', '-2D')
  .replaceAll('%', '-25')
  .replaceAll('_', '-5F')
  .replaceAll('/', '_')
  .replaceAll(':', '-3A')
  .replaceAll('#', '-23')
  .replaceAll('=', '-3D');

const forms: Readonly<Record<string, string>> = {
  'as it is': link,
  'for other wallets': other,
  'the offer itself': uri,
  'blanks around': `  \t${link}\n\n`,
  'a full stop': `Otwórz ${link}.`,
  'a comma': `${link}, a potem wpisz kod`,
  'a semicolon and an exclamation mark': `${link};!`,
  'a bracket': `(link: ${link})`,
  'angle brackets': `<${link}>`,
  'an angle bracket at the end': `${link}>`,
  quotes: `"${link}"`,
  'single quotes': `'${link}'`,
  'Polish quotes': `„${link}”`,
  guillemets: `«${link}»`,
  'an ellipsis': `${link}…`,
  stars: `*${link}*`,
  underscores: `_${link}_`,
  backticks: `\`${link}\``,
  'a capital letter': link.replace('https:', 'Https:'),
  'all capitals in the scheme': link.replace('https:', 'HTTPS:'),
  'capitals in the other scheme': other.replace('openid-credential-offer', 'OPENID-CREDENTIAL-OFFER'),
  'no scheme': link.replace('https://', ''),
  'no scheme in a sentence': `Wejdź na ${link.replace('https://', '')} i wpisz kod.`,
  'the other scheme without slashes': other.replace('//', ''),
  'a Markdown link': `[Dodaj legitymację](${link})`,
  'a Slack link': `<${link}|Dodaj legitymację>`,
  HTML: `<a href="${link}" target="_blank">Dodaj</a>`,
  'HTML entities': `&lt;${link}&gt;`,
  JSON: JSON.stringify({ walletLink: link }),
  'JSON with escaped slashes': JSON.stringify({ walletLink: link }).replaceAll('/', '\\/'),
  'wrapped after 76 characters': `${link.slice(0, 76)}\r\n${link.slice(76)}`,
  'wrapped twice': `${link.slice(0, 60)}\n${link.slice(60, 100)}\n${link.slice(100)}\nPozdrawiam`,
  'wrapped and quoted': `> Otwórz ${link.slice(0, 60)}\n> ${link.slice(60)}\n> Pozdrawiam`,
  'wrapped and indented': `   ${link.slice(0, 70)}\n   ${link.slice(70)}`,
  'wrapped, with the code below': `${link.slice(0, 76)}\n${link.slice(76)}\n12345678`,
  'whole, with one word below': `${link}\nPozdrawiam`,
  'whole, with a typed code below': `${link}\nABCD-EFGH-JKMN`,
  'quoted-printable': `Otw=C3=B3rz: ${link.slice(0, 50).replaceAll('=', '=3D')}=\r\n${link.slice(50).replaceAll('=', '=3D')}`,
  'zero-width marks': `\ufeff${link.slice(0, 40)}\u200b${link.slice(40)}`,
  'a soft hyphen': `${link.slice(0, 40)}\u00ad${link.slice(40)}`,
  'cut by a blank': `${link.slice(0, 50)} ${link.slice(50)}`,
  'the hash encoded': link.replace('#', '%23'),
  'the whole encoded': e(link),
  'the whole encoded twice': e(e(link)),
  'the value encoded twice': `https://portfel.example/add#credential_offer_uri=${e(e(uri))}`,
  'Safe Links': `https://eur01.safelinks.protection.outlook.com/?url=${e(link)}&data=05%7C02&sdata=abc&reserved=0`,
  'Safe Links in angle brackets': `Dodaj<https://eur01.safelinks.protection.outlook.com/?url=${e(link)}&data=05&reserved=0>`,
  'URL Defense 1': `https://urldefense.proofpoint.com/v1/url?u=${e(link)}&k=abc`,
  'URL Defense 2': `https://urldefense.proofpoint.com/v2/url?u=${defense2}&d=DwMF&c=x`,
  'URL Defense 3': `https://urldefense.com/v3/__${link.replace('#', '*').replaceAll('%2F', '*2F').replaceAll('%3A', '*3A')}__;${encodeBase64(encodeUtf8('#%%%%%%')).replace(/=+$/, '')}!!AbC!x$`,
  Google: `https://www.google.com/url?q=${e(link)}&sa=D&source=editors`,
  'Google with another name': `https://www.google.com/url?sa=t&url=${e(other)}`,
  Facebook: `https://l.facebook.com/l.php?u=${e(link)}&h=AT0`,
  Messenger: `https://lm.facebook.com/l.php?u=${e(link)}&h=AT0`,
  Instagram: `https://l.instagram.com/?u=${e(link)}&e=AT0`,
  Barracuda: `https://linkprotect.cudasvc.com/url?a=${e(link)}&c=E,1`,
  Cisco: `https://secure-web.cisco.com/1abcDEF/${e(link)}`,
  Sophos: `https://eu-west-1.protection.sophos.com/?d=portfel.example&u=${encodeBase64(encodeUtf8(link))}&i=1`,
  FireEye: `https://protect2.fireeye.com/v1/url?k=1&q=1&e=2&u=${e(link)}`,
  'Trend Micro': `https://eu.trendmicro.com/wis/clicktime/v1/query?url=${e(link)}&umid=1`,
  'a tracker around a scanner': `https://track.example/c?to=${e(`https://eur01.safelinks.protection.outlook.com/?url=${e(link)}&data=1`)}&x=1`,
  'a whole message': `mLegitymacja: Zuzanna Próbna\n1. Otwórz: ${link} \n2. Wpisz kod aktywacyjny: 12 34 56 78\n3. Gotowe`,
  'two links': `https://szkola.example/pomoc ${link}`,
};

for (const [form, text] of Object.entries(forms))
  test(`an offer is found when people paste it with ${form}`, () => assert.equal(offerIn(text), uri, text));

test('an offer that stands in the link whole is read with its quotes', () => {
  const json = JSON.stringify({ credential_issuer: 'https://szkola.example', grants: {} });
  for (const text of [
    `openid-credential-offer://?credential_offer=${json}`,
    `openid-credential-offer://?credential_offer=${e(json)}`,
    `OPENID-CREDENTIAL-OFFER://?credential_offer=${e(json)}`,
    `https://portfel.example/add#credential_offer=${e(json)}`,
  ])
    assert.equal(offerIn(text), json, text);
});

test('the activation code beside the link is found, where exactly one is there', () => {
  const code = (text: string): unknown => {
    const pasted = readPasted(text);
    return pasted?.kind === 'offer' ? pasted.txCode : pasted;
  };
  for (const digits of [
    '12345678',
    '12 34 56 78',
    '12-34-56-78',
    '12.34.56.78',
    '12\u00a034\u00a056\u00a078',
  ])
    assert.equal(code(`${link}\nKod aktywacyjny: ${digits}.`), '12345678', digits);
  assert.equal(code(link), undefined);
  assert.equal(code(`${link} 12 34 56 78 albo 87 65 43 21`), undefined, 'which of two nobody knows');
  assert.equal(code(`${link} tel. 22 123 45 678, dnia 12.10.2026`), undefined);
});

test('a request for data is found in the same forms', () => {
  const request = { clientId: 'x509_hash:abc', requestUri: 'https://kontrola.example/openid4vp/requests/1' };
  const parameters = `client_id=${e(request.clientId)}&request_uri=${e(request.requestUri)}&request_uri_method=post`;
  for (const text of [
    `openid4vp://?${parameters}`,
    `OPENID4VP://?${parameters}`,
    `haip-vp://?${parameters}`,
    `https://portfel.example/present#${parameters}`,
    `Pokaż: <https://portfel.example/present#${parameters.replaceAll('&', '&amp;')}>.`,
    `https://eur01.safelinks.protection.outlook.com/?url=${e(`https://portfel.example/present#${parameters}`)}&data=1`,
  ]) {
    const pasted = readPasted(text);
    assert.ok(pasted?.kind === 'present', text);
    assert.equal(parsePresentLink(pasted.link, rules).requestUri, request.requestUri, text);
  }
});

test('a typed code is found in small letters, with O for 0 and I or L for 1, with blanks, dots or none', () => {
  const plain = '0123456789AY';
  const typed = [
    '0123-4567-89AY',
    'o123 4567 89ay',
    'Oi23.4567.89ay',
    'ol23456789ay',
    ' 0123 – 4567 – 89AY ',
    'Kod zamiast QR: 0I23-4567-89AY.',
  ];
  for (const text of typed)
    assert.deepEqual(readPasted(text), { kind: 'typed', code: plain, txCode: undefined }, text);
  assert.equal(plainTypedCode('oOiIlL'), '001111');
  assert.equal(readPasted('0123-4567-89AZ'), undefined, 'the check character is wrong');
});

test('what is none of ours is nothing: other links, other codes, words, a huge text', () => {
  const foreign = [
    '',
    'legitymacja',
    'https://szkola.example/add',
    'https://szkola.example/?next=https://szkola.example/pomoc',
    'HC1:6BF+70790T9WJWG.FKY*4GO0',
    'WIFI:T:WPA;S:szkola;P:tajne;;',
    '12 34 56 78',
    'javascript:alert(1)//credential_offer_uri=x',
    `${'a'.repeat(50_001)} ${link}`,
  ];
  for (const text of foreign) assert.equal(readPasted(text), undefined, text.slice(0, 60));
});

test('any text is read in an instant and never throws', () => {
  const long = [
    'https://a/',
    '%25',
    '((',
    'https://a/?u=',
    'https://a/https%3A',
    'a.bc/',
    'credential_offer={',
  ];
  for (const piece of long) {
    const before = performance.now();
    readPasted(piece.repeat(Math.floor(49_000 / piece.length)));
    assert.ok(performance.now() - before < 1000, `slow: ${piece}`);
  }
  fc.assert(
    fc.property(fc.string({ maxLength: 300, unit: 'grapheme' }), (text) => void readPasted(text + link)),
  );
});
