import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import { build, type Plugin, type UserConfig } from 'vite';
import { compressFiles, drawAtOnce } from './first-paint.ts';

const webText = (name: 'messages' | 'runtime'): string =>
  join(import.meta.dirname, `../packages/i18n/gen/web/${name}.js`);

/** The oldest browsers that the faces are built for. */
const TARGET = ['chrome106', 'safari15.4'];

/**
 * Builds `sw.js` with the names of all files of the finished face (its page, its scripts, its icons) and a version made of
 * them, so that a changed file makes a changed worker. Looks at the folder, because the page and the icons are not of the
 * bundle. One file that imports nothing: a browser takes a worker with imports only as a module, and old ones not at all.
 */
function buildServiceWorker(worker: string, dist: string): Plugin {
  return {
    name: 'mleg-service-worker',
    async closeBundle() {
      const hash = createHash('sha256');
      const files: string[] = [];
      for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
        if (entry.isFile()) files.push(join(entry.parentPath, entry.name));
      }
      for (const path of files.sort()) hash.update(relative(dist, path)).update(readFileSync(path));
      const facts = JSON.stringify({
        version: hash.digest('hex').slice(0, 16),
        files: files.map((path) => `/${relative(dist, path).split(sep).join(posix.sep)}`),
      });
      await build({
        configFile: false,
        logLevel: 'warn',
        define: { __FACE_FILES__: facts },
        build: {
          outDir: dist,
          emptyOutDir: false,
          copyPublicDir: false,
          target: TARGET,
          reportCompressedSize: false,
          rolldownOptions: { input: worker, output: { format: 'iife', entryFileNames: 'sw.js' } },
        },
      });
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
      ...(hasWorker ? [buildServiceWorker(worker, join(folder, 'dist'))] : []),
      compressFiles(join(folder, 'dist')),
    ],
    build: {
      outDir: join(folder, 'dist'),
      emptyOutDir: true,
      target: TARGET,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      rolldownOptions: {
        input: { index: join(folder, 'index.html') },
        output: { entryFileNames: 'assets/[name]-[hash].js' },
      },
    },
  };
}
