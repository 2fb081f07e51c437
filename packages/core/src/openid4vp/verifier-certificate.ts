import type { P256PublicJwk, VerifyEs256 } from '../deps.ts';
import { isEqualBytes } from '../encoding/bytes.ts';
import { DomainError } from '../errors.ts';
import type { LeafCertificate } from '../trust/leaf-certificate.ts';
import { findLeafReason, parseLeafCertificate } from '../trust/leaf-certificate.ts';
import { RequestRefusal } from './request-refusal.ts';

/** The certificate of whoever asks: what it must be, whose host it names, and who vouches for it. */

const nameLengthMax = 200;

/**
 * Reads the leaf of a request (HAIP 1.0 5: neither self-signed nor an authority).
 * @throws RequestRefusal certificate, certificate_time
 */
export function readVerifierLeaf(der: Uint8Array, nowAt: number): LeafCertificate {
  const leaf = tryParse(der);
  if (leaf === undefined || findLeafReason(leaf) !== undefined) throw new RequestRefusal('certificate');
  if (!isInTime(leaf, nowAt)) throw new RequestRefusal('certificate_time');
  return leaf;
}

function tryParse(der: Uint8Array): LeafCertificate | undefined {
  try {
    return parseLeafCertificate(der);
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}

function isInTime({ notBeforeAt, notAfterAt }: LeafCertificate, nowAt: number): boolean {
  return nowAt >= notBeforeAt && nowAt <= notAfterAt;
}

/** RFC 6125 6.4.3: a star stands for one whole label, the first, and never for a top-level domain's. */
function isNamedByDns(name: string, hostname: string): boolean {
  const pattern = name.toLowerCase();
  if (pattern === hostname) return true;
  if (!pattern.startsWith('*.') || pattern.split('.').length < 3) return false;
  const dot = hostname.indexOf('.');
  return dot > 0 && hostname.slice(dot) === pattern.slice(1);
}

function hostnameOf(uri: string): string | undefined {
  try {
    const url = new URL(uri);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.hostname : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the certificate names the host, as a DNS name or as the host of a URI. */
export function namesHost(leaf: LeafCertificate, hostname: string): boolean {
  return (
    leaf.sanDnsNames.some((name) => isNamedByDns(name, hostname)) ||
    leaf.sanUris.some((uri) => hostnameOf(uri) === hostname)
  );
}

/** RFC 5280 6.1.4: may this authority have signed a certificate with so many authorities below it? */
function mayHaveSigned(
  authority: LeafCertificate,
  signed: LeafCertificate,
  below: number,
  nowAt: number,
): boolean {
  const { pathLength = below } = authority;
  return (
    authority.isCa &&
    authority.hasCertSign &&
    !authority.hasUnknownCritical &&
    pathLength >= below &&
    isInTime(authority, nowAt) &&
    isEqualBytes(authority.subjectName, signed.issuerName)
  );
}

type Path = {
  /** `x5c`: the leaf first, each signed by the next. */
  readonly chain: readonly Uint8Array[];
  /** Keys of the authorities that this wallet knows. */
  readonly caKeys: readonly P256PublicJwk[];
  readonly nowAt: number;
};

async function isSignedBy(
  key: P256PublicJwk,
  signed: LeafCertificate,
  verifyEs256: VerifyEs256,
): Promise<boolean> {
  return signed.signature !== undefined && (await verifyEs256(key, signed.signedBytes, signed.signature));
}

/**
 * Whether a known authority vouches for the leaf, directly or through the authorities in `x5c` (VP-009; RFC 5280 6.1). A
 * chain that ends at nobody we know is no breach: then the holder is told that nobody knows who asks. One that contradicts
 * itself is.
 * @throws RequestRefusal certificate_chain
 */
async function isVouchedFor(leaf: LeafCertificate, path: Path, verifyEs256: VerifyEs256): Promise<boolean> {
  let signed = leaf;
  for (let below = 0; ; below += 1) {
    for (const key of path.caKeys) if (await isSignedBy(key, signed, verifyEs256)) return true;
    const der = path.chain[below + 1];
    const authority = der === undefined ? undefined : tryParse(der);
    // The end, or an authority by algorithms that this wallet does not know.
    if (authority === undefined || signed.signature === undefined) return false;
    const isSound =
      mayHaveSigned(authority, signed, below, path.nowAt) &&
      (await isSignedBy(authority.key, signed, verifyEs256));
    if (!isSound) throw new RequestRefusal('certificate_chain');
    signed = authority;
  }
}

/**
 * The name to show; undefined where no known authority vouches for it.
 * @throws RequestRefusal certificate_chain
 */
export async function findVerifierName(
  leaf: LeafCertificate,
  path: Path,
  deps: { readonly verifyEs256: VerifyEs256 },
): Promise<string | undefined> {
  if (!(await isVouchedFor(leaf, path, deps.verifyEs256))) return undefined;
  const name = leaf.commonName ?? leaf.organization ?? leaf.sanDnsNames[0];
  return name?.slice(0, nameLengthMax);
}
