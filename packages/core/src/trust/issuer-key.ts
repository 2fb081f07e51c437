import type { VerifyEs256 } from '../deps.ts';
import { encodeBase64url } from '../encoding/base64url.ts';
import { DomainError } from '../errors.ts';
import type { FindIssuerKey, IssuerKeyFinding } from '../sd-jwt-vc/verify-sd-jwt-vc.ts';
import type { LeafCertificateFinding } from './leaf-certificate.ts';
import { parseLeafCertificate, verifyLeafCertificate } from './leaf-certificate.ts';
import type { TrustList, TrustOperator } from './trust-list.ts';

const cachedLeavesMax = 1000;

function toKeyFinding(finding: LeafCertificateFinding): IssuerKeyFinding {
  if (finding.ok) return { ok: true, key: finding.key };
  const isTime = finding.reason === 'expired' || finding.reason === 'not_yet_valid';
  return { ok: false, reason: isTime ? 'certificate_time' : 'certificate' };
}

/**
 * Who a document is from, where it has a certificate and no `iss`: the one operator that the leaf's URI names. What it says is
 * believed only once that operator's anchor is found under the leaf.
 */
function findNamedIssuer(list: TrustList, der: Uint8Array | undefined): string | undefined {
  if (der === undefined) return undefined;
  try {
    const named = parseLeafCertificate(der).sanUris.filter((uri) => list.findByIssuer(uri) !== undefined);
    return named.length === 1 ? named[0] : undefined;
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}

type GoodLeaf = Extract<LeafCertificateFinding, { ok: true }>;

const isWithin = (leaf: GoodLeaf | undefined, nowAt: number): leaf is GoodLeaf =>
  leaf !== undefined && nowAt >= leaf.notBeforeAt && nowAt <= leaf.notAfterAt;

/** Checks leaves and remembers the good ones until they end: an operator signs everything with one or two. */
function createLeafCheck(deps: {
  readonly verifyEs256: VerifyEs256;
}): (der: Uint8Array, operator: TrustOperator, nowAt: number) => Promise<IssuerKeyFinding> {
  const good = new Map<string, GoodLeaf>();
  return async (der, { issuer, caKey }, nowAt) => {
    const name = `${issuer} ${encodeBase64url(der)}`;
    const known = good.get(name);
    if (isWithin(known, nowAt)) return { ok: true, key: known.key };
    const finding = await verifyLeafCertificate(der, caKey, issuer, nowAt, deps);
    if (finding.ok && good.size < cachedLeavesMax) good.set(name, finding);
    return toKeyFinding(finding);
  };
}

/**
 * The trust decision over one trust list: the operator of `iss` must be on it, and the one certificate in `x5c` must be a
 * leaf under its anchor that names the same issuer (HAIP 6.1.1). Without `iss` the leaf alone names the operator.
 */
export function createIssuerKeyFinder(
  list: TrustList,
  deps: { readonly verifyEs256: VerifyEs256 },
): FindIssuerKey {
  const checkLeaf = createLeafCheck(deps);
  return async ({ iss: claimed, x5c, nowAt }) => {
    const [der, ...others] = x5c;
    const iss = claimed ?? findNamedIssuer(list, der) ?? '';
    const operator = nowAt < list.expiresAt ? list.findByIssuer(iss) : undefined;
    if (operator === undefined) return { ok: false, reason: 'untrusted_issuer' };
    // One leaf and no intermediates: an anchor or a longer path in the header is a breach, not a service.
    if (der === undefined || others.length > 0) return { ok: false, reason: 'certificate' };
    const finding = await checkLeaf(der, operator, nowAt);
    return finding.ok && claimed === undefined ? { ...finding, iss } : finding;
  };
}
