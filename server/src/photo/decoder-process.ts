import { type CheckedImage, derivePhoto } from './derive.ts';

/**
 * A process that decodes pictures, one after the other, and does nothing else. The server ends it when a picture takes
 * too long; it ends itself when the server is gone.
 */
const end = (): void => {
  // At once, whatever the decoder's threads are doing.
  process.kill(process.pid, 'SIGKILL');
};
process.on('disconnect', end);
// A signal to the whole group is the server's to answer: it lets a photo that is being read come to its end.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
process.on('message', (image: CheckedImage) => {
  derivePhoto(image).then(
    (photo) => process.send?.({ photo }),
    () => process.send?.({ photo: null }),
  );
});
process.send?.({ ready: true });
