import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin, UserConfig } from 'vite';

/** Stands in a service worker's source for the list of files to keep; replaced in the build. */
const FILES_MARK = '__FACE_FILES__';

/**
 * Puts the names of all built files and a version made of them into `sw.js`, so that a changed file makes a changed
 * worker and nothing else does.
 */
function listFilesForServiceWorker(): Plugin {
  return {
    name: 'mleg-service-worker-files',
    generateBundle: {
      // After Vite's own step that puts the page into the bundle: without it there is no page offline.
      order: 'post',
      handler(_options, bundle) {
        const worker = bundle['sw.js'];
        if (worker?.type !== 'chunk') return;
        const others = Object.values(bundle).filter(({ fileName }) => fileName !== 'sw.js');
        const hash = createHash('sha256');
        for (const file of others.sort((a, b) => (a.fileName < b.fileName ? -1 : 1))) {
          hash.update(file.fileName).update(file.type === 'chunk' ? file.code : file.source);
        }
        const files = others.map(({ fileName }) => `/${fileName}`);
        const facts = JSON.stringify({ version: hash.digest('hex').slice(0, 16), files });
        worker.code = worker.code.replaceAll(FILES_MARK, facts);
      },
    },
  };
}

/**
 * How each face is built: for Chrome 106 and Safari 15.4, nothing inline (the pages' CSP), and with a service worker
 * where the face has one.
 * @param folder the face's own folder
 */
export function faceConfig(folder: string): UserConfig {
  const worker = join(folder, 'src/sw.ts');
  const hasWorker = existsSync(worker);
  return {
    root: folder,
    plugins: hasWorker ? [listFilesForServiceWorker()] : [],
    build: {
      outDir: join(folder, 'dist'),
      emptyOutDir: true,
      target: ['chrome106', 'safari15.4'],
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      rolldownOptions: {
        input: { index: join(folder, 'index.html'), ...(hasWorker ? { sw: worker } : {}) },
        output: {
          entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
        },
      },
    },
  };
}
