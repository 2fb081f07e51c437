import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { once, ROOT, say } from './steps.ts';

const PROJECT = 'packages/i18n/project.inlang';
const PRODUCT = 'packages/i18n/gen';

/**
 * Compiles the messages of packages/i18n into typed functions, when they changed.
 * @throws Error when no message comes out: the compiler itself ends well then
 */
export async function generateMessages(): Promise<void> {
  if (!existsSync(join(ROOT, PROJECT))) return;
  await once(
    'messages',
    [`${PROJECT}/settings.json`, 'packages/i18n/messages', 'package-lock.json'],
    PRODUCT,
    async () => {
      await rm(join(ROOT, PRODUCT), { recursive: true, force: true });
      // Loaded here only, because the compiler itself takes longer to load than everything else of a start.
      const { compile } = await import('@inlang/paraglide-js');
      await compile({
        project: join(ROOT, PROJECT),
        outdir: join(ROOT, PRODUCT),
        strategy: ['globalVariable', 'baseLocale'],
        outputStructure: 'locale-modules',
        emitTsDeclarations: false,
        emitGitIgnore: false,
      });
      const made = await readdir(join(ROOT, PRODUCT, 'messages')).catch(() => []);
      if (made.length < 2) throw new Error('no messages were generated: check the plug-in of packages/i18n');
      say('Messages are compiled.');
    },
  );
}
