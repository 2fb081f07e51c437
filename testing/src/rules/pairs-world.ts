import type { LetterDetail } from '@mleg/contract/mailbox';
import { issuerPaths } from '@mleg/core/openid4vci/issuer-metadata';
import { createRemovalProof } from '@mleg/core/openid4vci/removal-proof';
import { MAILBOX } from '@mleg/server/src/service/mailbox/draft-order.ts';
import { takeIn } from '@mleg/server/src/service/mailbox/take-in.ts';
import { readLetter } from '@mleg/server/src/service/panel/letters.ts';
import { carryOutDue } from '@mleg/server/src/service/upkeep/upkeep.ts';
import { activate, handleOf, notify, postJson } from '../flows/holder.ts';
import { inventPaperId, inventPupil } from '../integration/program.ts';
import type { Answer, Ask, Card, Village } from './family.ts';

/** A pupil with two guardians, an ID in a phone, a letter and a portal code that nobody has taken. */
export type Case = Card & {
  readonly n: number;
  readonly other: Ask;
  readonly letter: Record<string, unknown>;
  readonly guardians: readonly { name: string; email: string; rights: 'full' }[];
};
type Status = Pick<Answer, 'status' | 'json'>;
export type Act = (one: Case) => Promise<Status>;

const NOTHING: Status = { status: 204, json: {} };

/** Puts a pupil before somebody's acts. */
export async function addCase(village: Village, n: number): Promise<Case> {
  const guardians = ['a', 'b'].map((who) => ({
    name: `Opiekun ${who}`,
    email: `${who}${n}@poczta.example`,
    rights: 'full' as const,
  }));
  const card = await village.addCard(n, guardians);
  const other = await village.guardian(guardians[1]?.email ?? '');
  const letter = await village.program.call('POST', `${card.path}/offers`, { delivery: 'letter' });
  return { ...card, n, other, letter: letter.json, guardians };
}

async function take(village: Village, offer: Record<string, unknown>): Promise<Status> {
  const taken = { offerHandle: handleOf(String(offer['walletLink'])), txCode: String(offer['txCode']) };
  const { accessToken, answer } = await activate(village.issuer, taken);
  if (answer.status === 200)
    await notify(village.issuer, accessToken, answer.json['notification_id'], 'credential_accepted');
  return answer;
}

/** The entry in the status list of the ID in the first phone, as the phone knows it. */
function entryOf({ activation }: Case): { uri: string; idx: number } {
  const [first] = activation.answer.json['credentials'] as { credential: string }[];
  const text = Buffer.from(first?.credential.split('.')[1] ?? '', 'base64url').toString();
  return (JSON.parse(text) as { status: { status_list: { uri: string; idx: number } } }).status.status_list;
}

const dayAfter = (village: Village, days: number): string =>
  new Date((village.world.clock.now + days * 86_400) * 1000).toISOString().slice(0, 10);

/** Numbers of pupils beside the cases. */
const OTHERS_FROM = 5000;
const parentOf = ({ guardians }: Case): string => guardians[0]?.email ?? '';
let letters = 0;

/** A letter with a photo comes into the school's mailbox. */
async function receive(
  { world, program, photo }: Village,
  { n }: Case,
  email: string,
): Promise<{ readonly letter: LetterDetail | undefined; readonly status: Status }> {
  letters += 1;
  const { givenNames, surname } = inventPupil(n);
  const { id, outcome } = await takeIn(world.deps, program.school, {
    ...{ channel: 'mailbox', place: null, address: 'szkola@szkola.example', actor: MAILBOX },
    letter: {
      messageId: `<${letters}@dom.example>`,
      from: { name: '', email },
      subject: `mLegitymacja ${String(givenNames)} ${String(surname)}`,
      ...{ body: '', references: [], isCut: false, headers: {} },
      files: [{ name: 'zdjecie.jpg', type: 'image/jpeg', bytes: photo }],
    },
  });
  const at = { school: program.school, letterId: id ?? '' };
  const letter = id === null ? undefined : await readLetter(world.deps, at);
  return { letter, status: { status: 200, json: { outcome } } };
}

async function confirm(office: Ask, letter: LetterDetail | undefined, pupilId: string): Promise<Status> {
  if (letter === undefined) return NOTHING;
  const pupils = [{ pupilId, fileId: letter.uploads[0]?.id ?? null }];
  return office('POST', `/letters/${letter.id}/confirmation`, { version: letter.version, pupils });
}

/** What people, programs, phones and the clock do to one pupil. */
export function actsOf(village: Village, staff: { office: Ask; head: Ask }): Readonly<Record<string, Act>> {
  const { program, world, issuer, faces } = village;
  const { office, head } = staff;
  const phone = async (who: Ask, one: Case, at: number): Promise<string> => {
    const ids = ((await who('GET', one.child)).json['mobileIds'] ?? []) as { id: string }[];
    return ids.at(at)?.id ?? 'none';
  };
  const onPhone = (who: 'parent' | 'other', method: 'POST' | 'DELETE', what: string, body?: object): Act => {
    return async (one) =>
      one[who](method, `${one.child}/mobile-ids/${await phone(one[who], one, 0)}/${what}`, body);
  };
  const revoke = (reason: string): Act => {
    return ({ pupilId }) => office('POST', `/pupils/${pupilId}/revocations`, { reason });
  };
  const paper = (change: Partial<Record<'number' | 'validUntil', string>>): Act => {
    return ({ n, path }) => program.call('PUT', `${path}/paper-id`, { ...inventPaperId(n), ...change });
  };
  const message = (event: string): Act => {
    return ({ activation: { accessToken, answer } }) =>
      notify(issuer, accessToken, answer.json['notification_id'], event);
  };
  return {
    'the school suspends': ({ pupilId }) => office('POST', `/pupils/${pupilId}/suspensions`),
    'the school restores': ({ pupilId }) => office('DELETE', `/pupils/${pupilId}/suspensions`),
    'a guardian suspends': onPhone('parent', 'POST', 'suspension'),
    'a guardian restores': onPhone('parent', 'DELETE', 'suspension'),
    'the other guardian suspends': onPhone('other', 'POST', 'suspension'),
    'the other guardian restores': onPhone('other', 'DELETE', 'suspension'),
    'a guardian removes a phone': onPhone('parent', 'POST', 'revocation', { reason: 'device_lost' }),
    'a lock code': async ({ letter }) => {
      // Ten tries an address and hour.
      world.clock.now += 600;
      const response = await faces.school.inject({
        method: 'POST',
        url: '/portal/api/lock',
        headers: { origin: world.deps.config.origins.school, 'content-type': 'application/json' },
        payload: JSON.stringify({ lockCode: letter['lockCode'] }),
      });
      return { status: response.statusCode, json: response.json() };
    },
    'a code of the portal is taken': async ({ parent, child }) => {
      const offer = await parent('POST', `${child}/offers`);
      return offer.status === 201 ? take(village, offer.json) : offer;
    },
    'a code is taken anew in the portal': ({ parent, child }) =>
      parent('POST', `${child}/offers`, { renew: true }),
    'the letter is taken': ({ letter }) => take(village, letter),
    'a letter is printed': ({ path }) => program.call('POST', `${path}/offers`, { delivery: 'letter' }),
    'the phone deletes': message('credential_deleted'),
    'the phone fails': message('credential_failure'),
    'the phone proves a removal': async (one) => {
      const [key] = one.activation.keys;
      if (key === undefined) return NOTHING;
      const claims = {
        audience: world.deps.config.origins.school,
        issuedAt: world.clock.now,
        status: entryOf(one),
        rspo: village.rspo,
      };
      return postJson(issuer, issuerPaths.removals, {
        proof: await createRemovalProof(key.jwk, claims, key.sign),
      });
    },
    'the one who ordered objects': ({ parent, child }) => parent('PUT', `${child}/objection`),
    'the other guardian objects': ({ other, child }) => other('PUT', `${child}/objection`),
    'the program objects': ({ path }) => program.call('PUT', `${path}/objection`),
    'a guardian withdraws the objection': ({ parent, child }) => parent('DELETE', `${child}/objection`),
    'the school withdraws the objection': ({ path }) => program.call('DELETE', `${path}/objection`),
    'the objection is upheld': ({ pupilId }) =>
      head('POST', `/pupils/${pupilId}/objection-decision`, { decision: 'uphold' }),
    'the objection is dismissed': ({ pupilId }) =>
      head('POST', `/pupils/${pupilId}/objection-decision`, { decision: 'dismiss' }),
    'the pupil leaves': ({ path }) => program.call('POST', `${path}/departure`, {}),
    'a departure is announced': ({ path }) =>
      program.call('POST', `${path}/departure`, { on: dayAfter(village, 3) }),
    'a departure is called off': ({ path }) => program.call('DELETE', `${path}/departure`),
    'the paper ID ended yesterday': paper({ validUntil: dayAfter(village, -1) }),
    'the paper ID ends tomorrow': paper({ validUntil: dayAfter(village, 1) }),
    'the paper ID is prolonged': paper({ validUntil: '2028-09-30' }),
    'the paper ID stands as it was': paper({}),
    'the paper ID is replaced': async (one) => paper({ number: `d${one.n}/2026` })(one),
    'the paper ID is lost': ({ pupilId }) =>
      office('POST', `/pupils/${pupilId}/paper-id/end`, { state: 'lost' }),
    'the school revokes as lost phone': revoke('device_lost'),
    'the school revokes wrong data': revoke('data_error'),
    'the school revokes fraud': revoke('fraud'),
    'the school revokes because of leaving': revoke('left_school'),
    'the school revokes because of an objection': revoke('objection'),
    'the codes are withdrawn': ({ path }) => program.call('DELETE', `${path}/offers`),
    'the order is withdrawn': ({ orderId }) =>
      office('POST', `/orders/${orderId}/withdrawal`, { what: 'order' }),
    'somebody orders again': ({ other, child }) =>
      other('POST', `${child}/orders`, { mayPupilCollect: false, noticeVersion: 'portal-2026-11' }),
    'the newest order is approved': async ({ other, child }) => {
      const order = (await other('GET', child)).json['order'] as { id: string } | null;
      return program.call('POST', `/orders/${order?.id}/decision`, { decision: 'approve' });
    },
    'a photo is sent': ({ pupilId }) => office('PUT', `/pupils/${pupilId}/portrait`, village.photo),
    'a letter with a photo comes': async (one) => (await receive(village, one, parentOf(one))).status,
    'a letter with a photo is confirmed': async (one) => {
      const { letter } = await receive(village, one, 'ktos@obcy.example');
      return confirm(office, letter, one.pupilId);
    },
    'a letter turns out to be another child’s': async (one) => {
      const { letter } = await receive(village, one, parentOf(one));
      const { pupilId } = await village.addPupil(one.n + OTHERS_FROM, []);
      return confirm(office, letter, pupilId);
    },
    'the photo is refused': async ({ orderId }) => {
      const { version } = (await office('GET', `/orders/${orderId}`)).json;
      const refusal = { version, decision: 'refuse', reason: 'too_dark' };
      return office('POST', `/orders/${orderId}/portrait-decision`, refusal);
    },
    'the address comes under protection': ({ pupilId }) =>
      office('PATCH', `/pupils/${pupilId}`, { addressProtected: true }),
    'the one who ordered loses the rights': ({ path, guardians }) =>
      program.call('PUT', `${path}/guardians`, { guardians: guardians.slice(1) }),
    'two days pass': async () => {
      world.clock.now += 2 * 86_400;
      await carryOutDue(world.deps);
      return NOTHING;
    },
    // The world's own clock stays: the whole table would outlive every paper ID.
    'the upkeep of fifteen days later runs': async () => {
      await carryOutDue({ ...world.deps, now: () => world.clock.now + 15 * 86_400 });
      return NOTHING;
    },
    'the upkeep runs': async () => {
      await carryOutDue(world.deps);
      return NOTHING;
    },
  };
}
