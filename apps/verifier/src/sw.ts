import { type FaceFiles, keepFilesOffline } from '@mleg/ui/offline-files';

declare const __FACE_FILES__: FaceFiles;

keepFilesOffline(globalThis, __FACE_FILES__);
