import { encodeBase64url } from '../encoding/base64url.ts';
import { encodeUtf8 } from '../encoding/bytes.ts';
import type { JsonValue } from '../encoding/strict-json.ts';
import { digestText } from '../sd-jwt-vc/disclosure.ts';
import { sha256 } from '../web-crypto.ts';

/** Claims of which each may be marked as selectively disclosable, at any depth. */
export type ClaimTree =
  | { readonly kind: 'value'; readonly value: JsonValue }
  | { readonly kind: 'object'; readonly members: readonly ClaimMember[] }
  | { readonly kind: 'array'; readonly items: readonly ClaimItem[] };
type ClaimItem = { readonly isHidden: boolean; readonly tree: ClaimTree };
type ClaimMember = ClaimItem & { readonly name: string };

/** What the holder shows: true or a frame of what lies inside; anything else is not shown. */
export type Frame = JsonValue | undefined;

function inside(frame: Frame, step: string | number): Frame {
  if (typeof frame !== 'object' || frame === null) return undefined;
  return (frame as Readonly<Record<string | number, JsonValue>>)[step];
}

/** What a verifier must see, by the plain reading of the tree. */
export function selectClaims(tree: ClaimTree, frame: Frame): JsonValue {
  if (tree.kind === 'value') return tree.value;
  if (tree.kind === 'object') {
    const seen = tree.members.filter(({ isHidden, name }) => !isHidden || Boolean(inside(frame, name)));
    return Object.fromEntries(
      seen.map(({ name, tree: inner }) => [name, selectClaims(inner, inside(frame, name))]),
    );
  }
  return tree.items.flatMap(({ isHidden, tree: inner }, at) =>
    isHidden && !inside(frame, at) ? [] : [selectClaims(inner, inside(frame, at))],
  );
}

/** A payload with digests in the place of what is hidden, all disclosures, and those that the frame shows. */
export type SealedClaims = {
  readonly payload: JsonValue;
  readonly all: readonly string[];
  readonly shown: readonly string[];
};

/** Hides by RFC 9901 4.2, innermost first, with some decoys; written for the tests, apart from what they test. */
export function sealClaims(tree: ClaimTree, frame: Frame): SealedClaims {
  const all: string[] = [];
  const shown: string[] = [];
  let salt = 0;
  const hide = (parts: readonly JsonValue[], isShown: boolean): string => {
    salt += 1;
    const encoded = encodeBase64url(encodeUtf8(JSON.stringify([`salt-${salt}`, ...parts])));
    all.push(encoded);
    if (isShown) shown.push(encoded);
    return digestText(encoded, sha256);
  };
  const seal = (node: ClaimTree, at: Frame, isOpen: boolean): JsonValue => {
    if (node.kind === 'value') return node.value;
    const sealOne = ({ isHidden, tree: inner }: ClaimItem, step: string | number): JsonValue => {
      const isInnerOpen = isOpen && (!isHidden || Boolean(inside(at, step)));
      return seal(inner, inside(at, step), isInnerOpen);
    };
    if (node.kind === 'array') {
      return node.items.map((item, index) => {
        const value = sealOne(item, index);
        return item.isHidden ? { '...': hide([value], isOpen && Boolean(inside(at, index))) } : value;
      });
    }
    const digests: string[] = [];
    const members: Record<string, JsonValue> = {};
    for (const member of node.members) {
      const value = sealOne(member, member.name);
      if (!member.isHidden) members[member.name] = value;
      else digests.push(hide([member.name, value], isOpen && Boolean(inside(at, member.name))));
    }
    // RFC 9901 4.2.5: a decoy is the digest of something that nobody has.
    return digests.length === 0
      ? members
      : { ...members, _sd: [...digests, digestText(`decoy-${salt}`, sha256)] };
  };
  return { payload: seal(tree, frame, true), all, shown };
}

type DisclosureFrame = JsonValue | undefined;

/** The notation of sd-jwt-js: `_sd` lists names or places, what lies inside has a frame of its own. */
export function readDisclosureFrame(value: JsonValue, frame: DisclosureFrame): ClaimTree {
  const listed = inside(frame, '_sd');
  const hidden = Array.isArray(listed) ? (listed as readonly JsonValue[]) : [];
  const isHidden = (step: string | number): boolean => hidden.some((one) => String(one) === String(step));
  if (Array.isArray(value)) {
    const items = (value as readonly JsonValue[]).map((item, at) => ({
      isHidden: isHidden(at),
      tree: readDisclosureFrame(item, inside(frame, at)),
    }));
    return { kind: 'array', items };
  }
  if (typeof value !== 'object' || value === null) return { kind: 'value', value };
  const members = Object.entries(value).map(([name, inner = null]) => ({
    name,
    isHidden: isHidden(name),
    tree: readDisclosureFrame(inner, inside(frame, name)),
  }));
  return { kind: 'object', members };
}

/** A tree without marks. */
export function plainOf(tree: ClaimTree): JsonValue {
  if (tree.kind === 'value') return tree.value;
  if (tree.kind === 'array') return tree.items.map(({ tree: inner }) => plainOf(inner));
  return Object.fromEntries(tree.members.map(({ name, tree: inner }) => [name, plainOf(inner)]));
}
