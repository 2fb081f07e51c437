import { type FaceFiles, keepFilesOffline } from '@mleg/ui/offline-files';
import { REMOVALS_TAG, tellRemovals } from './removal/tell-removals.ts';

declare const __FACE_FILES__: FaceFiles;

type SyncEvent = { readonly tag: string; waitUntil(work: Promise<unknown>): void };

keepFilesOffline(globalThis, __FACE_FILES__);
// There is a network again, and the app may be closed: what was removed meanwhile is told (Background Sync).
globalThis.addEventListener('sync', (event) => {
  const { tag, waitUntil } = event as unknown as SyncEvent;
  if (tag === REMOVALS_TAG) waitUntil.call(event, tellRemovals());
});
