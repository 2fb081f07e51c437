import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { drawFace } from '@mleg/server/src/photo/drawn-face.ts';
import { activate, handleOf, makeKey, requestOffline } from '../flows/holder.ts';
import { inventPaperId } from '../integration/program.ts';
import { createTown } from '../matrix/town.ts';

/** Whatever the register takes can be put into a phone; what could not, the register refuses at once. */

const town = await createTown();
const { world, faces, own } = town;
const issuer = { ...world, face: faces.school };
const photo = Buffer.from(await drawFace(5));
after(() => town.close());

let serial = 700;
type Change = Record<string, unknown>;

/** Registers a pupil with a change, and where the register takes it activates it. @returns status of each step */
async function intoPhone(change: Change): Promise<{ taken: number; online?: number; offline?: number }> {
  serial += 1;
  const path = `/pupils/p-${serial}`;
  const pupil = {
    givenNames: 'Ola',
    surname: 'Jawna-Dziwna',
    birthDate: '2014-05-17',
    personalId: { type: 'passport', country: 'UA', value: `AB${serial}` },
    classGroup: '5a',
    paperId: { kind: 'card', ...inventPaperId(serial) },
    ...change,
  };
  const { program } = own;
  const taken = (await program.call('PUT', path, pupil)).status;
  if (taken >= 300) return { taken };
  await program.call('PUT', `${path}/portrait`, photo, { 'content-type': 'image/jpeg' });
  const requestedBy = { name: 'Ktoś' };
  const order = await program.call('POST', '/orders', { pupil: `p-${serial}`, requestedBy });
  await program.call('POST', `/orders/${String(order.json['id'])}/decision`, { decision: 'approve' });
  const offer = (await program.call('POST', `${path}/offers`, {})).json;
  const opened = { offerHandle: handleOf(String(offer['walletLink'])), txCode: String(offer['txCode']) };
  const { accessToken, answer } = await activate(issuer, opened);
  const offline = await requestOffline(issuer, accessToken, makeKey());
  return { taken, online: answer.status, offline: offline.status };
}

const paperId = (change: Change): Change => ({
  paperId: { kind: 'card', ...inventPaperId(900 + serial), ...change },
});

test('what the register takes, the phone gets', async () => {
  const fine: Record<string, Change> = {
    'an ordinary pupil': {},
    'characters that nobody sees, as they come out of a text program': {
      givenNames: 'Zu\u200bzan\u00adna\u202e',
      surname: '\ufeffJawna',
    },
    'names as long as the form takes': { givenNames: 'Ż'.repeat(120), surname: 'Ł'.repeat(120) },
    'the longest number': paperId({ number: `${serial}/${'9'.repeat(26)}` }),
    'a grown-up': { birthDate: '1966-01-01' },
  };
  for (const [what, change] of Object.entries(fine))
    assert.deepEqual(await intoPhone(change), { taken: 200, online: 200, offline: 200 }, what);
});

test('what no phone could get, the register refuses', async () => {
  const wrong: Record<string, Change> = {
    'a name of characters that nobody sees': { surname: '\u200b\u200b' },
    'a number of more bytes than the code holds': paperId({ number: 'ż'.repeat(30) }),
    'an ID without end': paperId({ validUntil: '9999-12-31' }),
    'an ID from before the century': paperId({ issuedOn: '0999-09-01' }),
    'somebody who is not born': { birthDate: '2031-05-17' },
    'somebody born in 1900': { birthDate: '1900-01-01' },
    'an ID to the end of the century': paperId({ validUntil: '2099-12-31' }),
    'an ID from tomorrow': paperId({ issuedOn: '2026-10-17' }),
  };
  for (const [what, change] of Object.entries(wrong))
    assert.deepEqual(await intoPhone(change), { taken: 400 }, what);
});
