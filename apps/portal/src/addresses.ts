/** The pages of one child, by the last part of their address. */
const CHILD_PAGES = {
  '': 'child',
  wniosek: 'order',
  'wniosek/wyslany': 'sent',
  zdjecie: 'photo',
  kod: 'code',
  telefony: 'phones',
  rezygnacja: 'objection',
} as const;

type ChildPage = (typeof CHILD_PAGES)[keyof typeof CHILD_PAGES];

const PLAIN_PAGES = {
  '/': 'start',
  '/login': 'login',
  '/zablokuj': 'lock',
  '/dzieci': 'children',
  '/wiadomosci': 'messages',
  '/pomoc': 'help',
  '/deklaracja-dostepnosci': 'accessibility',
} as const;

type PlainPage = (typeof PLAIN_PAGES)[keyof typeof PLAIN_PAGES];

/** Which page an address shows. */
export type Page =
  | { readonly kind: PlainPage | 'unknown' }
  | { readonly kind: ChildPage; readonly pupilId: string };

const OF_CHILD = /^\/dzieci\/([A-Za-z0-9_-]{1,64})(?:\/(.+))?$/;

/** Reads a path of the portal; an address that no page has is `unknown`. */
export function pageOf(path: string): Page {
  const plain = path.length > 1 ? path.replace(/\/$/, '') : path;
  if (Object.hasOwn(PLAIN_PAGES, plain)) return { kind: PLAIN_PAGES[plain as keyof typeof PLAIN_PAGES] };
  const [, pupilId, rest = ''] = OF_CHILD.exec(plain) ?? [];
  if (pupilId === undefined || !Object.hasOwn(CHILD_PAGES, rest)) return { kind: 'unknown' };
  return { kind: CHILD_PAGES[rest as keyof typeof CHILD_PAGES], pupilId };
}

/** The address of a child's page; the pupil's id is a random one and says nothing about the person. */
export function addressOf(pupilId: string, page: keyof typeof CHILD_PAGES = ''): string {
  return page === '' ? `/dzieci/${pupilId}` : `/dzieci/${pupilId}/${page}`;
}
