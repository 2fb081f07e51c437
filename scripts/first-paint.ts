import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** What a face needs so that a slow line shows something soon: its style within the page, and small files. */

const BOOT_CSS = join(import.meta.dirname, '../packages/ui/src/boot.css');
const STYLESHEET = /\s*<link rel="stylesheet"[^>]*href="\/(assets\/[\w-]+\.css)"[^>]*>/g;

/**
 * Puts the page's style into the page (the server allows it by its hash) together with its name and a sign of life: they
 * are drawn with the first bytes, without another way to the server. The style's file stays for pages that load later.
 */
export function drawAtOnce(): Plugin {
  return {
    name: 'mleg-draw-at-once',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle }) {
        const styles = [
          readFileSync(BOOT_CSS, 'utf8')
            .replace(/\/\*[\s\S]*?\*\//g, '')
            .replace(/\s+/g, ' ')
            .trim(),
        ];
        const without = html.replaceAll(STYLESHEET, (_link, file: string) => {
          const asset = bundle?.[file];
          if (asset?.type !== 'asset') throw new Error(`no such style: ${file}`);
          styles.push(String(asset.source).trim());
          return '';
        });
        const style = styles.join('\n');
        if (/<\/style/i.test(style)) throw new Error('a style ends the page’s style');
        const [, name = ''] = /<title>([^<]*)<\/title>/.exec(html) ?? [];
        const boot = `<div class="boot" aria-busy="true"><span>${name}</span><i></i></div>`;
        const drawn = without
          .replace('</title>', () => `</title>\n    <style>${style}</style>`)
          .replace('<div id="app"></div>', () => `<div id="app">${boot}</div>`);
        if (!drawn.includes(boot)) throw new Error('the page has no place for its first picture');
        return drawn;
      },
    },
  };
}

const COMPRESSED = new Set(['.html', '.js', '.css', '.json', '.svg', '.webmanifest', '.txt', '.wasm']);
/** Below this a packet is a packet. */
const BYTES_MIN = 300;

/** Lays a Brotli and a gzip copy beside each file that gets smaller by it; the server sends what a browser takes. */
export function compressFiles(dist: string): Plugin {
  return {
    name: 'mleg-compress-files',
    closeBundle() {
      for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile() || !COMPRESSED.has(extname(entry.name))) continue;
        const path = join(entry.parentPath, entry.name);
        const bytes = readFileSync(path);
        if (bytes.length < BYTES_MIN) continue;
        const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
        keepSmaller(`${path}.br`, bytes, brotliCompressSync(bytes, { params }));
        keepSmaller(`${path}.gz`, bytes, gzipSync(bytes, { level: 9 }));
      }
    },
  };
}

function keepSmaller(path: string, bytes: Buffer, compressed: Buffer): void {
  if (compressed.length < bytes.length * 0.95) writeFileSync(path, compressed);
}
