import { createHolderProof } from '@mleg/core/offline-qr/holder-proof';
import { proofRefreshSeconds } from '@mleg/core/offline-qr/limits';
import { encodeLink, encodeMleg1 } from '@mleg/core/offline-qr/mleg1';
import type { OfflineVariant } from '@mleg/core/offline-qr/offline-card';
import { sha256, signWith } from '@mleg/core/web-crypto';
import { useEffect, useState } from 'preact/hooks';
import type { CardRecord } from '../store/records.ts';

/** What the code is for: an inspection, a discount alone, or a checker who has nothing but a phone's own camera. */
export type CodeKind = OfflineVariant;

/** The code as it stands now; `madeAt` in milliseconds. */
export type Code = { readonly text: string; readonly madeAt: number; readonly kind: CodeKind };

async function makeCode(card: CardRecord, kind: CodeKind, verifier: string): Promise<Code | undefined> {
  const cwt = card.offline.find(({ variant }) => variant === kind)?.cwt;
  if (cwt === undefined) return undefined;
  const madeAt = Date.now();
  const sign = signWith(card.offlineKey.privateKey);
  const proof = await createHolderProof({ cwt, nowAt: madeAt / 1000 }, { sha256, sign });
  const text = kind === 'link' ? encodeLink(verifier, cwt, proof) : encodeMleg1(cwt, proof);
  return { text, madeAt, kind };
}

/** Signs a new proof at once and then every ten seconds while the page is seen; nothing of it needs a network. */
export function useCode(card: CardRecord, kind: CodeKind, verifier: string): Code | 'failed' | undefined {
  const [code, setCode] = useState<Code | 'failed'>();
  useEffect(() => {
    let isGone = false;
    const renew = (): void => {
      if (document.hidden) return;
      makeCode(card, kind, verifier).then(
        (made) => {
          if (!isGone) setCode(made);
        },
        () => {
          if (!isGone) setCode('failed');
        },
      );
    };
    renew();
    const timer = setInterval(renew, proofRefreshSeconds * 1000);
    document.addEventListener('visibilitychange', renew);
    return () => {
      isGone = true;
      clearInterval(timer);
      document.removeEventListener('visibilitychange', renew);
    };
  }, [card, kind, verifier]);
  return code;
}
