/** What a family may hand in on paper. */
export const formKinds = ['issue', 'reissue', 'revoke', 'objection'] as const;
export type FormKind = (typeof formKinds)[number];
