import { m } from '@mleg/i18n/messages';
import { PageTitle } from '@mleg/ui/parts.tsx';
import type { ScannerUnavailable } from '@mleg/ui/qr/camera';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { findOtherCode } from './check/check-code.ts';
import type { Checker } from './check/use-checker.ts';
import { useChecker } from './check/use-checker.ts';
import { VerdictScreen } from './check/verdict-screen.tsx';
import { otherCodeText } from './check/words.ts';
import { Frame } from './frame.tsx';
import { Live } from './live.tsx';
import { DataLine, NeedsLists } from './needs-lists.tsx';
import { changeSettings, useSettings } from './settings.ts';
import { useModule } from './use-module.ts';
import { WithoutCamera } from './without-camera.tsx';

const obstacles: Record<ScannerUnavailable, () => string> = {
  denied: m.verifier_camera_denied,
  no_camera: m.verifier_camera_no_camera,
  in_use: m.verifier_camera_in_use,
  insecure: m.verifier_camera_insecure,
  unsupported: m.verifier_camera_unsupported,
};

const isOurs = (text: string): boolean => findOtherCode(text) === undefined;

function CameraView({ checker }: { readonly checker: Checker }): VNode {
  const { module, hasFailed } = useModule(() => import('@mleg/ui/scanner.tsx'));
  const [obstacle, setObstacle] = useState<ScannerUnavailable | undefined>(undefined);
  if (hasFailed) return <p class="notice bad">{m.problem_network()}</p>;
  if (module === undefined) return <div class="scanner-video" />;
  const labels = {
    video: m.verifier_scan_video(),
    torchOn: m.verifier_scan_torch_on(),
    torchOff: m.verifier_scan_torch_off(),
    pickPicture: m.verifier_pick_picture(),
    noCodeInPicture: m.verifier_scan_no_code(),
  };
  return (
    <>
      {obstacle === undefined ? null : (
        <p class="notice warn" role="alert">
          {obstacles[obstacle]()}
        </p>
      )}
      <div class={obstacle === undefined ? 'camera' : 'camera off'}>
        <module.Scanner
          labels={labels}
          onResult={checker.check}
          onGone={checker.forgetOther}
          isWanted={isOurs}
          onUnavailable={setObstacle}
          isPaused={checker.isChecking}
        />
      </div>
    </>
  );
}

function Start(): VNode {
  return (
    <div class="start">
      <p class="lead">{m.verifier_start_lead()}</p>
      <button type="button" class="primary wide" onClick={() => changeSettings({ knowsCamera: true })}>
        {m.verifier_start_camera()}
      </button>
      <p class="quiet">{m.verifier_start_camera_hint()}</p>
    </div>
  );
}

/** What the line above the picture says now. */
function stateText({ isChecking, result }: Checker, isOn: boolean): string {
  if (isChecking) return m.verifier_scan_checking();
  if (result?.kind === 'other_code') return otherCodeText(result.code);
  if (result?.kind === 'failed') return m.verifier_scan_failed();
  return isOn ? m.verifier_scan_aim() : '';
}

/** V-1: the camera at once (after the first visit), and every way without one. */
export function ScanPage(): VNode {
  const checker = useChecker();
  const { knowsCamera } = useSettings();
  const { result } = checker;
  const state = stateText(checker, knowsCamera);
  const isRefused = result?.kind === 'other_code' || result?.kind === 'failed';
  if (result?.kind === 'finding') return <VerdictScreen finding={result.finding} onNext={checker.clear} />;
  return (
    <Frame>
      {/* With the camera on, the picture says it: small phones need the room. */}
      <div class={knowsCamera ? 'visually-hidden' : ''}>
        <PageTitle title={m.verifier_title()}>{m.verifier_scan_title()}</PageTitle>
      </div>
      <NeedsLists>
        <DataLine />
        <p class={isRefused ? 'scan-state notice warn' : 'scan-state'} role="status">
          <Live text={state} />
        </p>
        {knowsCamera ? <CameraView checker={checker} /> : <Start />}
        <WithoutCamera checker={checker} hasPicturePicker={!knowsCamera} />
      </NeedsLists>
    </Frame>
  );
}
