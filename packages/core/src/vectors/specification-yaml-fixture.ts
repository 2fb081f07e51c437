import type { JsonValue } from '../encoding/strict-json.ts';
import { parseStrictJson } from '../encoding/strict-json.ts';
import type { ClaimTree } from './claim-tree-fixture.ts';

/** The little of YAML that the specifications' `specification.yml` and `settings.yml` are written in, with the mark `!sd`. */

type Line = { readonly indent: number; readonly text: string };
type Item = { readonly isHidden: boolean; readonly tree: ClaimTree };

const mark = '!sd';

function toLines(text: string): Line[] {
  return text
    .split('\n')
    .map((line) => line.replace(/(^|\s)#.*$/, '').trimEnd())
    .filter((line) => line.trim() !== '')
    .map((line) => ({ indent: line.length - line.trimStart().length, text: line.trim() }));
}

function takeMark(text: string): { isHidden: boolean; rest: string } {
  const isHidden = text === mark || text.startsWith(`${mark} `);
  return { isHidden, rest: isHidden ? text.slice(mark.length).trim() : text };
}

function toValue(text: string): JsonValue {
  if (/^"(.*)"$/.test(text) || /^'(.*)'$/.test(text)) return text.slice(1, -1);
  if (/^true$/i.test(text)) return true;
  if (/^false$/i.test(text)) return false;
  if (text === 'null') return null;
  return /^-?\d+$/.test(text) ? Number(text) : text;
}

/** `[…]` with marks inside, or `{…}` as JSON with a comma too many. */
function toFlow(text: string): ClaimTree {
  if (text.startsWith('{')) {
    return { kind: 'value', value: parseStrictJson(text.replace(/,\s*([}\]])/g, '$1')) };
  }
  const items = text
    .slice(1, -1)
    .split(',')
    .filter((part) => part.trim() !== '')
    .map((part): Item => {
      const { isHidden, rest } = takeMark(part.trim());
      return { isHidden, tree: { kind: 'value', value: toValue(rest) } };
    });
  return { kind: 'array', items };
}

const keyPattern = /^("[^"]*"|'[^']*'|[^\s:"'][^:]*):(?:\s+(.*))?$/;

/** Takes a block of lines of the same depth. */
function takeBlock(lines: Line[], indent: number): ClaimTree {
  const first = lines[0];
  if (first === undefined) return { kind: 'value', value: null };
  if (/^[[{]/.test(first.text)) {
    const flow = lines.splice(0, lines.findIndex((line) => line.indent < indent) >>> 0);
    return toFlow(flow.map(({ text }) => text).join(' '));
  }
  return first.text.startsWith('-') ? takeItems(lines, first.indent) : takeMembers(lines, first.indent);
}

function takeItems(lines: Line[], indent: number): ClaimTree {
  const items: Item[] = [];
  while (lines[0]?.indent === indent && lines[0].text.startsWith('-')) {
    const [line] = lines.splice(0, 1);
    const { isHidden, rest } = takeMark((line?.text ?? '').slice(1).trim());
    const inner = keyPattern.test(rest.replace(`${mark} `, ''));
    // What stands behind the dash is the first line of the block below it.
    if (inner) lines.unshift({ indent: indent + 2, text: isHidden ? `${mark} ${rest}` : rest });
    const isBlock = inner || rest === '';
    const tree: ClaimTree = isBlock ? takeBlock(lines, indent + 1) : { kind: 'value', value: toValue(rest) };
    items.push({ isHidden: isHidden && !inner, tree });
  }
  return { kind: 'array', items };
}

function takeMembers(lines: Line[], indent: number): ClaimTree {
  const members: (Item & { name: string })[] = [];
  while (lines[0]?.indent === indent && !lines[0].text.startsWith('-')) {
    const [line] = lines.splice(0, 1);
    const { isHidden, rest } = takeMark(line?.text ?? '');
    const [, key = '', value = ''] = keyPattern.exec(rest) ?? [];
    members.push({ name: String(toValue(key)), isHidden, tree: takeValue(lines, indent, value) });
  }
  return { kind: 'object', members };
}

function takeValue(lines: Line[], indent: number, value: string): ClaimTree {
  if (/^[[{]/.test(value)) return toFlow(value);
  if (value !== '') return { kind: 'value', value: toValue(value) };
  const next = lines[0];
  // A list may stand as deep as the name of its member.
  const isList = next?.indent === indent && next.text.startsWith('-');
  if (next === undefined || (next.indent <= indent && !isList)) return { kind: 'value', value: null };
  return takeBlock(lines, next.indent);
}

/** Reads a whole file; each top-level member as a tree of its own. */
export function readSpecification(text: string): ReadonlyMap<string, ClaimTree> {
  const tree = takeBlock(toLines(text), 0);
  if (tree.kind !== 'object') throw new Error('not a specification');
  return new Map(tree.members.map(({ name, tree: inner }) => [name, inner]));
}
