/** The states of what a school keeps, beside those of an order (order/order.ts). */

/** An ID in a phone. `expired` is not written down: its last day says so. */
export const mobileIdStates = ['active', 'suspended', 'revoked', 'expired', 'superseded'] as const;
export type MobileIdState = (typeof mobileIdStates)[number];

export const paperIdStates = ['valid', 'expired', 'lost', 'withdrawn', 'replaced'] as const;

export const portraitStates = ['waiting', 'accepted', 'refused'] as const;
export type PortraitState = (typeof portraitStates)[number];

/** A child of the school, one who left, a graduate whose card still runs (rules.md V2). */
export const pupilStatuses = ['pupil', 'left', 'graduated'] as const;

/** Why an ID is suspended, and by whom (rules.md C9). */
export const holdCauses = ['request', 'objection', 'paper_id'] as const;
export const holdMakers = ['school', 'guardian', 'pupil', 'lock_code'] as const;
