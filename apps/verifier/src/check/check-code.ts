import type { CodeKind } from '@mleg/core/offline-qr/code-kind';
import { readCodeKind } from '@mleg/core/offline-qr/code-kind';
import { createStoredStatusLists } from '@mleg/core/offline-qr/stored-status-lists';
import type { OfflineStatusLists } from '@mleg/core/offline-qr/verify-mleg1';
import { verifyMleg1 } from '@mleg/core/offline-qr/verify-mleg1';
import { sha256, verifyEs256 } from '@mleg/core/web-crypto';
import type { Lists } from '../lists/held-lists.ts';
import { canCheck, dataAt } from '../lists/held-lists.ts';
import type { Finding } from './finding.ts';
import { findingOfCode } from './finding.ts';

/**
 * What came of a text: a finding, a code of another kind, nothing to check with (rules.md K4: never a verdict), or a
 * browser that failed on the way.
 */
export type CheckedCode =
  | { readonly kind: 'finding'; readonly finding: Finding }
  | { readonly kind: 'other_code'; readonly code: OtherCode }
  | { readonly kind: 'no_lists' }
  | { readonly kind: 'failed' };

/** Any code but a school ID's. */
export type OtherCode = Exclude<CodeKind, 'school_id'>;

/** What a text is instead of a school ID's code; undefined for one of ours, whole or broken. */
export function findOtherCode(text: string): OtherCode | undefined {
  const code = readCodeKind(text);
  return code === 'school_id' ? undefined : code;
}

export type CheckCodeInput = {
  readonly text: string;
  readonly lists: Lists;
  readonly listHours: number;
  readonly clock: { readonly nowAt: number; readonly isKnown: boolean };
};

/**
 * A list older than the person's own limit counts as at its end: what it says of a revocation still holds, all else is
 * not known (core says the rest).
 */
function limitAge(lists: OfflineStatusLists, listHours: number): OfflineStatusLists {
  return {
    findStatus: (uri, index) => {
      const status = lists.findStatus(uri, index);
      if (status === undefined) return undefined;
      return { ...status, expiresAt: Math.min(status.expiresAt, status.signedAt + listHours * 3600) };
    },
  };
}

/** Checks a scanned, pasted or opened text against the held lists; asks no network. */
export async function checkCode({ text, lists, listHours, clock }: CheckCodeInput): Promise<CheckedCode> {
  const trimmed = text.trim();
  const code = findOtherCode(trimmed);
  if (code !== undefined) return { kind: 'other_code', code };
  if (!canCheck(lists)) return { kind: 'no_lists' };
  const stored = createStoredStatusLists([...lists.statusLists.values()].map((held) => held.list));
  const input = {
    text: trimmed,
    trustList: lists.trust.list,
    statusLists: limitAge(stored, listHours),
    nowAt: clock.nowAt,
    onlineTimeKnown: clock.isKnown,
  };
  const verdict = await verifyMleg1(input, { sha256, verifyEs256 });
  return { kind: 'finding', finding: findingOfCode(verdict, dataAt(lists), clock.nowAt) };
}
