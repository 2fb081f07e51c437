import { readdirSync, readFileSync } from 'node:fs';

/**
 * Which rows of the table of pairs play each act of the server's services. An act is what takes a pupil's case; one that
 * stands in no row fails the table.
 */
export const PLAYED_BY: Readonly<Record<string, readonly string[]>> = {
  'issuing/create-offer.ts createOffer': ['a letter is printed'],
  'issuing/hand-out.ts handOut': ['a code of the portal is taken', 'a code is taken anew in the portal'],
  'mailbox/draft-order.ts confirmDraft': ['a letter with a photo is confirmed'],
  'mailbox/draft-order.ts draftOrder': ['a letter with a photo comes'],
  'mailbox/draft-order.ts orderByLetter': ['a letter with a photo is confirmed'],
  'mailbox/draft-order.ts withdrawDraft': ['a letter turns out to be another child’s'],
  'mobile-id/change-mobile-ids.ts revoke': ['a guardian removes a phone', 'the school revokes fraud'],
  'mobile-id/change-mobile-ids.ts suspend': ['the school suspends', 'a guardian suspends', 'a lock code'],
  'mobile-id/change-mobile-ids.ts restore': ['the school restores', 'a guardian restores'],
  'mobile-id/change-mobile-ids.ts liftCause': ['the objection is dismissed', 'the paper ID is prolonged'],
  'mobile-id/change-mobile-ids.ts supersede': ['the address comes under protection'],
  'mobile-id/follow-paper-id.ts followPaperId': ['the paper ID ended yesterday', 'the upkeep runs'],
  'mobile-id/follow-paper-id.ts tellLastDay': ['the paper ID ends tomorrow', 'the paper ID is prolonged'],
  'mobile-id/revoke-by-school.ts revokeBySchool': [
    'the school revokes as lost phone',
    'the school revokes wrong data',
    'the school revokes because of leaving',
    'the school revokes because of an objection',
  ],
  'order/decide-order.ts decideOrder': ['the newest order is approved'],
  'order/decide-order.ts decidePortraitOf': ['the photo is refused'],
  'order/end-orders.ts closeEarlierOrders': ['the newest order is approved'],
  'order/end-orders.ts endOrders': ['the one who ordered objects', 'the pupil leaves'],
  'order/order-clock.ts refreshOrder': ['a photo is sent', 'the paper ID is lost'],
  'order/order-clock.ts setParts': ['a photo is sent'],
  'order/place-order.ts placeOrder': ['somebody orders again'],
  'order/withdraw-codes.ts withdrawCodes': ['the codes are withdrawn'],
  'order/withdraw-codes.ts withdrawOrder': ['the order is withdrawn'],
  'register/leave.ts callOffDeparture': ['a departure is called off'],
  'register/leave.ts leaveAsAnnounced': ['the upkeep of fifteen days later runs'],
  'register/leave.ts recordDeparture': ['the pupil leaves', 'a departure is announced'],
  'register/objection.ts decideObjection': ['the objection is upheld', 'the objection is dismissed'],
  'register/objection.ts recordObjection': ['the other guardian objects', 'the program objects'],
  'register/objection.ts withdrawObjection': [
    'a guardian withdraws the objection',
    'the school withdraws the objection',
  ],
  'register/register-pupil.ts changePupil': ['the address comes under protection'],
  'register/save-guardians.ts saveGuardians': ['the one who ordered loses the rights'],
  'register/save-paper-id.ts endPaperIdOf': ['the paper ID is lost'],
  'register/save-paper-id.ts savePaperId': ['the paper ID is replaced', 'the paper ID stands as it was'],
  'register/save-paper-id.ts supersedeReplaced': ['the upkeep of fifteen days later runs'],
  'register/save-portrait.ts savePortrait': ['a photo is sent'],
  'register/save-portrait.ts storePortrait': ['a photo is sent'],
  'register/save-pupil.ts savePupil': ['the address comes under protection'],
};

/** What takes a case to read it, to open it for an act, or to tell of one. */
const NO_ACTS = [
  'family/notify-family.ts tellFamily',
  'integration/program-case.ts inProgramCase',
  'integration/program-case.ts inProgramCaseOnce',
  'order/order-clock.ts partsOf',
  'register/requester.ts requesterOf',
  'register/save-guardians.ts refuseStaleGuardians',
];

/** The acts of the services, as `<file> <function>`. */
export function actsOfServices(): string[] {
  const folder = new URL('../../../server/src/service/', import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  const found = files.flatMap((file) => {
    const text = readFileSync(new URL(file, folder), 'utf8');
    const functions = text.matchAll(/^export (?:async )?function (\w+)[\s\S]*?^\}/gm);
    return [...functions]
      .filter(([whole]) => /\bPupilCase\b/.test(whole.split(/\): [^\n]*\{\n/)[0] ?? ''))
      .map(([, name]) => `${file} ${name}`);
  });
  return found.filter((act) => !NO_ACTS.includes(act));
}
