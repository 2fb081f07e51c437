import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { collect, once, ROOT, say, tool } from './steps.ts';

const APPS = ['panel', 'portal', 'wallet', 'verifier'];
const SHARED = [
  'packages/core/src',
  'packages/ui/src',
  'packages/i18n',
  'packages/contract/src',
  'scripts/vite-face.ts',
  'scripts/first-paint.ts',
  'package-lock.json',
];

/** Builds the faces whose sources changed. @throws Error with the builder's words */
export async function buildApps(): Promise<void> {
  for (const app of APPS) {
    const folder = `apps/${app}`;
    if (!existsSync(join(ROOT, folder, 'vite.config.ts'))) continue;
    const built = await once(`build-${app}`, [folder, ...SHARED], `${folder}/dist/index.html`, async () => {
      const outcome = await collect(tool('vite'), [
        'build',
        folder,
        '--config',
        `${folder}/vite.config.ts`,
        '--logLevel',
        'warn',
      ]);
      if (outcome.code !== 0) throw new Error(`building ${app} failed:\n${outcome.output}`);
    });
    if (built) say(`Built the ${app}.`);
  }
}
