import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findCameraObstacle, readCameraError } from './camera.ts';
import { findNativeDetector } from './decode-frame.ts';
import { createNewsFilter } from './scan-loop.ts';

test('tells a code that stays in view once, and again after it was away', () => {
  const isNews = createNewsFilter();
  assert.equal(isNews('a', 0), true);
  assert.equal(isNews('a', 1000), false);
  assert.equal(isNews('a', 2400), false);
  assert.equal(isNews('b', 2500), true);
  assert.equal(isNews('a', 2600), true);
  assert.equal(isNews('a', 4200), true);
});

test('says why there is no camera: denied, none, taken, not secure, not offered', () => {
  const named = (name: string): Error => Object.assign(new Error('x'), { name });
  assert.equal(readCameraError(named('NotAllowedError')), 'denied');
  assert.equal(readCameraError(named('NotFoundError')), 'no_camera');
  assert.equal(readCameraError(named('OverconstrainedError')), 'no_camera');
  assert.equal(readCameraError(named('NotReadableError')), 'in_use');
  assert.equal(readCameraError(new TypeError('x')), 'unsupported');
  assert.equal(readCameraError('x'), 'unsupported');
  const mediaDevices = { getUserMedia: () => Promise.reject(new Error('x')) };
  assert.equal(findCameraObstacle({ isSecureContext: false, navigator: { mediaDevices } }), 'insecure');
  assert.equal(findCameraObstacle({ isSecureContext: true, navigator: {} }), 'unsupported');
  assert.equal(findCameraObstacle({ isSecureContext: true, navigator: { mediaDevices: {} } }), 'unsupported');
  assert.equal(findCameraObstacle({ isSecureContext: true, navigator: { mediaDevices } }), undefined);
});

test('uses the browser’s detector only when it says that it knows QR codes', async () => {
  const withFormats = (formats: () => Promise<string[]>): object => ({
    BarcodeDetector: Object.assign(function Detector() {}, { getSupportedFormats: formats }),
  });
  assert.equal(await findNativeDetector({}), undefined);
  assert.equal(await findNativeDetector(withFormats(() => Promise.resolve([]))), undefined);
  assert.equal(await findNativeDetector(withFormats(() => Promise.reject(new Error('x')))), undefined);
  assert.notEqual(await findNativeDetector(withFormats(() => Promise.resolve(['qr_code']))), undefined);
});
