import { DomainError } from '../errors.ts';
import { decodeUtf8 } from './bytes.ts';

/** What JSON can say. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
/** An object of JSON; a member that is absent reads as undefined. */
export type JsonObject = { readonly [name: string]: JsonValue | undefined };

/** Bounds of one document. */
export type JsonLimits = { readonly lengthMax: number; readonly depthMax: number };

const defaultLimits: JsonLimits = { lengthMax: 65_536, depthMax: 16 };
const quote = 34;
const backslash = 92;
const colon = 58;
const braceOpen = 123;
const bracketOpen = 91;
const braceClose = 125;
const bracketClose = 93;

function refuse(field: string, cause?: unknown): never {
  throw new DomainError('malformed', { field }, cause === undefined ? undefined : { cause });
}

/** Index of the quote that ends the string whose first character stands at `start`; the length when none does. */
function findStringEnd(text: string, start: number): number {
  for (let end = text.indexOf('"', start); end !== -1; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === backslash) slashes += 1;
    if (slashes % 2 === 0) return end;
  }
  return text.length;
}

/** How many members the text writes down, before anything is built from it; refuses what is nested too deeply. */
function countWrittenMembers(text: string, depthMax: number): number {
  let depth = 0;
  let members = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === quote) index = findStringEnd(text, index + 1);
    else if (code === colon) members += 1;
    else if (code === braceOpen || code === bracketOpen) depth += 1;
    else if (code === braceClose || code === bracketClose) depth -= 1;
    if (depth > depthMax) refuse('depth');
  }
  return members;
}

function countMembers(value: JsonValue): number {
  if (typeof value === 'number' && !Number.isFinite(value)) refuse('number');
  if (typeof value !== 'object' || value === null) return 0;
  let members = 0;
  if (Array.isArray(value)) {
    for (const item of value as readonly JsonValue[]) members += countMembers(item);
    return members;
  }
  const object = value as JsonObject;
  for (const name of Object.keys(object)) {
    // As an own property it is harmless; copied by assignment it would change the copy's prototype.
    if (name === '__proto__') refuse('name');
    members += 1 + countMembers(object[name] ?? null);
  }
  return members;
}

/**
 * Parses JSON and refuses what the standard parser forgives: the same member twice, deep nesting, numbers beyond a double.
 * The native parser keeps the last of two equal members, so that the text then has more members than the value.
 * @param input text or UTF-8
 * @throws malformed
 */
export function parseStrictJson(input: string | Uint8Array, limits: JsonLimits = defaultLimits): JsonValue {
  if (input.length > limits.lengthMax) refuse('length');
  const text = typeof input === 'string' ? input : decodeUtf8(input);
  const written = countWrittenMembers(text, limits.depthMax);
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch (cause) {
    return refuse('json', cause);
  }
  if (countMembers(value) !== written) refuse('duplicate');
  return value;
}

/** Whether the value is an object, neither null nor an array. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * `parseStrictJson` for a document that must be an object.
 * @throws malformed
 */
export function parseStrictJsonObject(input: string | Uint8Array, limits?: JsonLimits): JsonObject {
  const value = parseStrictJson(input, limits);
  return isJsonObject(value) ? value : refuse('object');
}
