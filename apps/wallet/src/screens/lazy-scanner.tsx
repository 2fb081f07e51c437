import '@mleg/ui/scanner.css';
import { m } from '@mleg/i18n/messages';
import type { ScannerProps, ScannerUnavailable } from '@mleg/ui/scanner.tsx';
import type { ComponentType, VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';

const OBSTACLES: Readonly<Record<ScannerUnavailable, () => string>> = {
  denied: m.wallet_camera_denied,
  no_camera: m.wallet_camera_no_camera,
  in_use: m.wallet_camera_in_use,
  insecure: m.wallet_camera_insecure,
  unsupported: m.wallet_camera_unsupported,
};

/** The scanner, fetched when it is first needed: its decoder is most of the app's weight. */
export function LazyScanner({
  onResult,
  onGone,
}: {
  readonly onResult: (text: string) => void;
  readonly onGone: () => void;
}): VNode {
  const [loaded, setLoaded] = useState<{ Scanner: ComponentType<ScannerProps> } | 'failed'>();
  const [obstacle, setObstacle] = useState<ScannerUnavailable>();
  useEffect(() => {
    let isGone = false;
    import('@mleg/ui/scanner.tsx').then(
      ({ Scanner }) => {
        if (!isGone) setLoaded({ Scanner });
      },
      () => {
        if (!isGone) setLoaded('failed');
      },
    );
    return () => {
      isGone = true;
    };
  }, []);
  if (loaded === 'failed') return <p class="notice bad">{m.wallet_scanner_failed()}</p>;
  if (loaded === undefined) return <div class="scanner-space" />;
  const labels = {
    video: m.wallet_scan_video(),
    torchOn: m.wallet_scan_torch_on(),
    torchOff: m.wallet_scan_torch_off(),
    pickPicture: m.wallet_scan_picture(),
    noCodeInPicture: m.wallet_scan_no_code(),
  };
  return (
    <>
      {obstacle === undefined ? null : (
        <p class="notice warn" role="alert">
          {OBSTACLES[obstacle]()}
        </p>
      )}
      <loaded.Scanner labels={labels} onResult={onResult} onGone={onGone} onUnavailable={setObstacle} />
    </>
  );
}
