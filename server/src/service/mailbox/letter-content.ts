import type { Clue } from '@mleg/core/matching/clues';
import type { SchoolCipher } from '../../keys/vault.ts';

/** A pupil that a letter is proposed for; `pupilId` null where several may be meant. */
export type LetterProposal = {
  readonly pupilId: string | null;
  readonly candidates: readonly string[];
  readonly classWritten: string | null;
  /** The file that would be the pupil's photo. */
  readonly fileId: string | null;
  readonly clues: readonly Clue[];
};

/** What a letter says and what was proposed of it: kept in one envelope. */
export type LetterContent = {
  readonly from: { readonly name: string; readonly email: string | null };
  /** Whom the register knows by that address or account; the address is the register's. */
  readonly known: { readonly email: string | null; readonly language: 'pl' | 'en' | 'uk' } | null;
  readonly subject: string;
  readonly body: string;
  readonly isCut: boolean;
  readonly messageId: string | null;
  readonly references: readonly string[];
  readonly proposals: readonly LetterProposal[];
  readonly flags: readonly string[];
  readonly receipt: string | null;
  /** Id of who took it in, as it stands with the photos that came with it. */
  readonly takenBy: string;
};

const placeOf = (id: string) => ({ table: 'incoming_letter', column: 'content_sealed', row: id });

export function sealContent(cipher: SchoolCipher, id: string, content: LetterContent): Buffer {
  return cipher.seal(placeOf(id), JSON.stringify(content));
}

export function openContent(cipher: SchoolCipher, id: string, sealed: Buffer): LetterContent {
  return JSON.parse(cipher.openText(placeOf(id), sealed)) as LetterContent;
}

export const filePlaces = {
  name: (id: string) => ({ table: 'incoming_file', column: 'name_sealed', row: id }),
  picture: (id: string) => ({ table: 'incoming_file', column: 'picture_sealed', row: id }),
} as const;
