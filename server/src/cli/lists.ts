import { readFile } from 'node:fs/promises';
import { inflateSync } from 'node:zlib';
import { parseP256Jwk } from '@mleg/core/encoding/jwk';
import { parseStrictJsonObject } from '@mleg/core/encoding/strict-json';
import { DomainError } from '@mleg/core/errors';
import type { FindIssuerKey } from '@mleg/core/sd-jwt-vc/verify-sd-jwt-vc';
import type { VerifiedStatusList } from '@mleg/core/status-list/status-list';
import { verifyStatusListJwt } from '@mleg/core/status-list/status-list-jwt';
import type { TrustList } from '@mleg/core/trust/trust-list';
import { parseTrustListJwt, verifyTrustListJwt } from '@mleg/core/trust/trust-list-jwt';
import { verifyEs256 } from '../keys/es256.ts';
import { type Io, UsageError } from './command.ts';

/** A trust list and whether its signature was checked under a key that the caller pinned. */
export type LoadedTrustList = { readonly list: TrustList; readonly isVerified: boolean };

/**
 * Reads a trust list from a file or an address. One that comes over the network must be signed by the pinned key; a file
 * may be taken at the word of whoever names it.
 * @param anchorPath file with the signing key as a JWK, or with the output of `mleg trust`
 * @throws UsageError saying what is wrong with it
 */
export async function loadTrustList(
  source: string,
  anchorPath: string | undefined,
  io: Io,
): Promise<LoadedTrustList> {
  const isAddress = /^https?:\/\//.test(source);
  if (isAddress && anchorPath === undefined)
    throw new UsageError('--anchor is needed for a list from the network');
  const token = isAddress ? await io.fetchText(source, 'application/trust-list+jwt') : await readText(source);
  if (token === undefined) throw new UsageError('the trust list cannot be read');
  if (anchorPath === undefined) return { list: parseList(token), isVerified: false };
  const anchor = readAnchor((await readText(anchorPath)) ?? '');
  const verified = await verifyTrustListJwt(token.trim(), anchor, io.now(), { verifyEs256 });
  if (!verified.ok) throw new UsageError(`the trust list is refused: ${verified.reason}`);
  return { list: verified.list, isVerified: true };
}

function parseList(token: string): TrustList {
  try {
    return parseTrustListJwt(token.trim());
  } catch (error) {
    if (error instanceof DomainError) throw new UsageError('the file is no trust list');
    throw error;
  }
}

function readAnchor(text: string): ReturnType<typeof parseP256Jwk> {
  try {
    const value = parseStrictJsonObject(text);
    return parseP256Jwk(value['anchor'] ?? value);
  } catch (error) {
    if (error instanceof DomainError)
      throw new UsageError('--anchor must name a file with a P-256 key as JWK');
    throw error;
  }
}

async function readText(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

/** Fetches and verifies a status list; undefined where none can be had or believed. */
export async function fetchStatusList(
  address: { readonly uri: string; readonly iss: string },
  findKey: FindIssuerKey,
  io: Io,
): Promise<VerifiedStatusList | undefined> {
  const nowAt = io.now();
  const token = await io.fetchText(address.uri, 'application/statuslist+jwt');
  if (token === undefined) return undefined;
  const inflate = (data: Uint8Array, maxOutputLength: number): Uint8Array =>
    inflateSync(data, { maxOutputLength });
  const checked = await verifyStatusListJwt(
    { token: token.trim(), ...address, findKey, nowAt },
    { verifyEs256, inflate },
  );
  return checked.ok ? checked.list : undefined;
}
