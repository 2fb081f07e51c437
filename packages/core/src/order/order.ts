/** design.md section 4: the states of an order. */
export type OrderState =
  | 'received'
  | 'incomplete'
  | 'to_check'
  | 'accepted'
  | 'issued'
  | 'closed'
  | 'refused'
  | 'withdrawn';

/** How an order came in. */
export type OrderChannel = 'journal' | 'mailbox' | 'paper' | 'portal' | 'api' | 'desk';

/** A way to order that a school keeps open or closed (rules.md O3). */
export type Door = 'journal' | 'mailbox' | 'paper';

/** Through which door an order came. At the desk the office itself decides: that is no door. */
export function doorOf(channel: OrderChannel): Door | undefined {
  switch (channel) {
    case 'portal':
    case 'api':
    case 'journal':
      return 'journal';
    case 'mailbox':
      return 'mailbox';
    case 'paper':
      return 'paper';
    case 'desk':
      return undefined;
  }
}

/** What an order still waits for (rules.md O1). */
export type MissingPart = 'portrait' | 'application' | 'paper_id';

/** From which state an order may come to a state; everything else is a conflict. */
export const orderComesFrom: Readonly<Record<OrderState, readonly OrderState[]>> = {
  received: [],
  incomplete: ['received', 'to_check'],
  to_check: ['received', 'incomplete'],
  accepted: ['received', 'to_check'],
  issued: ['accepted'],
  closed: ['accepted', 'issued'],
  refused: ['received', 'incomplete', 'to_check'],
  withdrawn: ['received', 'incomplete', 'to_check', 'accepted', 'issued'],
};

/** States in which somebody still works on the order; a pupil has at most one such order. */
export const openOrderStates: readonly OrderState[] = ['received', 'incomplete', 'to_check', 'accepted'];

/** States of an order whose right to activate stands and waits for a phone. */
export const waitingOrderStates: readonly OrderState[] = ['accepted', 'issued'];

/** What is known about the parts of an order. */
export type OrderParts = {
  /** A portrait that waits or was accepted. */
  readonly hasPortrait: boolean;
  readonly hasValidPaperId: boolean;
  /** The school asks for a form, and it is not there. */
  readonly applicationMissing: boolean;
};

/** rules.md O1: the parts that are not there, in the order in which a family is told. */
export function missingParts(parts: OrderParts): MissingPart[] {
  const missing: MissingPart[] = [];
  if (!parts.hasPortrait) missing.push('portrait');
  if (parts.applicationMissing) missing.push('application');
  if (!parts.hasValidPaperId) missing.push('paper_id');
  return missing;
}

/** rules.md O1, O2: an order with everything there goes to the office's check, another one waits. */
export function stateOfParts(missing: readonly MissingPart[]): 'incomplete' | 'to_check' {
  return missing.length === 0 ? 'to_check' : 'incomplete';
}
