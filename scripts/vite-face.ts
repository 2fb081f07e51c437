import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import type { Plugin, UserConfig } from 'vite';
import { compressFiles, drawAtOnce } from './first-paint.ts';

const webText = (name: 'messages' | 'runtime'): string =>
  join(import.meta.dirname, `../packages/i18n/gen/web/${name}.js`);

/** Stands in a service worker's source for the list of files to keep; replaced in the build. */
const FILES_MARK = '__FACE_FILES__';

/**
 * Puts the names of all files of the finished face (its page, its scripts, its icons) and a version made of them into
 * `sw.js`, so that a changed file makes a changed worker and nothing else does. Looks at the folder, because the page
 * and the icons are not of the bundle.
 */
function listFilesForServiceWorker(dist: string): Plugin {
  return {
    name: 'mleg-service-worker-files',
    closeBundle() {
      const worker = join(dist, 'sw.js');
      const hash = createHash('sha256');
      const files: string[] = [];
      for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
        const path = join(entry.parentPath, entry.name);
        if (entry.isFile() && path !== worker) files.push(path);
      }
      for (const path of files.sort()) hash.update(relative(dist, path)).update(readFileSync(path));
      const facts = JSON.stringify({
        version: hash.digest('hex').slice(0, 16),
        files: files.map((path) => `/${relative(dist, path).split(sep).join(posix.sep)}`),
      });
      const code = readFileSync(worker, 'utf8');
      if (!code.includes(FILES_MARK))
        throw new Error('the service worker has no place for its list of files');
      writeFileSync(worker, code.replaceAll(FILES_MARK, facts));
    },
  };
}

/**
 * How each face is built: for Chrome 106 and Safari 15.4, no script inline (the pages' CSP), and with a service worker
 * where the face has one.
 * @param folder the face's own folder
 */
export function faceConfig(folder: string): UserConfig {
  const worker = join(folder, 'src/sw.ts');
  const hasWorker = existsSync(worker);
  return {
    root: folder,
    // A module each, by generate.ts: see there.
    resolve: {
      alias: { '@mleg/i18n/messages': webText('messages'), '@mleg/i18n/runtime': webText('runtime') },
    },
    plugins: [
      drawAtOnce(),
      ...(hasWorker ? [listFilesForServiceWorker(join(folder, 'dist'))] : []),
      compressFiles(join(folder, 'dist')),
    ],
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
