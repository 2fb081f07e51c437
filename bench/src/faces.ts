import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

/** First load of each face and its goal, in KB of gzipped JavaScript (design.md section 7). */
const GOALS: Readonly<Record<string, number>> = { wallet: 60, verifier: 60, portal: 120, panel: 120 };
const APPS = fileURLToPath(new URL('../../apps/', import.meta.url));

/**
 * Weighs what a browser fetches before a face shows anything: the scripts that its page names, and what those import
 * at once. What is loaded later (the decoder) is not of the first load.
 */
export async function weighFaces(): Promise<string[]> {
  const lines = ['', 'First load of the faces, gzipped JavaScript'];
  for (const [face, goal] of Object.entries(GOALS)) {
    const dist = `${APPS}${face}/dist`;
    if (!existsSync(`${dist}/index.html`)) continue;
    const page = await readFile(`${dist}/index.html`, 'utf8');
    const scripts = [...page.matchAll(/(?:src|href)="(\/[^"]+\.js)"/g)].map(([, path = '']) => path);
    const bytes = await weigh(dist, scripts);
    lines.push(`${face.padEnd(9)}${(bytes / 1024).toFixed(1).padStart(6)} KB   goal ${goal}`);
  }
  return lines;
}

async function weigh(dist: string, scripts: readonly string[]): Promise<number> {
  const seen = new Set<string>();
  const waiting = [...scripts];
  let bytes = 0;
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const code = await readFile(`${dist}${path}`);
    bytes += gzipSync(code).length;
    for (const [, name = ''] of code.toString().matchAll(/\bfrom\s*["'`]\.\/([\w.-]+\.js)["'`]/g)) {
      waiting.push(`/assets/${name}`);
    }
  }
  return bytes;
}
