import type { VerifyEs256 } from '../deps.ts';
import { encodeBase64url } from '../encoding/base64url.ts';
import type { FindIssuerKey, IssuerKeyFinding } from '../sd-jwt-vc/verify-sd-jwt-vc.ts';
import type { LeafCertificateFinding } from './leaf-certificate.ts';
import { verifyLeafCertificate } from './leaf-certificate.ts';
import type { TrustList } from './trust-list.ts';

const cachedLeavesMax = 1000;

function toKeyFinding(finding: LeafCertificateFinding): IssuerKeyFinding {
  if (finding.ok) return { ok: true, key: finding.key };
  const isTime = finding.reason === 'expired' || finding.reason === 'not_yet_valid';
  return { ok: false, reason: isTime ? 'certificate_time' : 'certificate' };
}

/**
 * The trust decision over one trust list: the operator of `iss` must be on it, and the one certificate in `x5c` must be a
 * leaf under its anchor that names the same issuer (HAIP 6.1.1). Leaves found good are remembered until they end, because
 * an operator signs everything with one or two.
 */
export function createIssuerKeyFinder(
  list: TrustList,
  deps: { readonly verifyEs256: VerifyEs256 },
): FindIssuerKey {
  const good = new Map<string, Extract<LeafCertificateFinding, { ok: true }>>();
  return async ({ iss, x5c, nowAt }) => {
    const operator = nowAt < list.expiresAt ? list.findByIssuer(iss) : undefined;
    if (operator === undefined) return { ok: false, reason: 'untrusted_issuer' };
    const [der, ...others] = x5c;
    // One leaf and no intermediates: an anchor or a longer path in the header is a breach, not a service.
    if (der === undefined || others.length > 0) return { ok: false, reason: 'certificate' };
    const name = `${iss} ${encodeBase64url(der)}`;
    const known = good.get(name);
    if (known !== undefined && nowAt >= known.notBeforeAt && nowAt <= known.notAfterAt) {
      return { ok: true, key: known.key };
    }
    const finding = await verifyLeafCertificate(der, operator.caKey, iss, nowAt, deps);
    if (finding.ok && good.size < cachedLeavesMax) good.set(name, finding);
    return toKeyFinding(finding);
  };
}
