import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { once, ROOT, say } from './steps.ts';

const PROJECT = 'packages/i18n/project.inlang';
const PRODUCT = 'packages/i18n/gen';
/** The same messages, a module each: a face's builder puts them where they are used, and what is used later is fetched later. */
const WEB_PRODUCT = `${PRODUCT}/web`;

/**
 * Compiles the messages of packages/i18n into typed functions, when they changed.
 * @throws Error when no message comes out: the compiler itself ends well then
 */
export async function generateMessages(): Promise<void> {
  if (!existsSync(join(ROOT, PROJECT))) return;
  await once(
    'messages',
    [`${PROJECT}/settings.json`, 'packages/i18n/messages', 'package-lock.json', 'scripts/generate.ts'],
    PRODUCT,
    async () => {
      await rm(join(ROOT, PRODUCT), { recursive: true, force: true });
      // Loaded here only, because the compiler itself takes longer to load than everything else of a start.
      const { compile } = await import('@inlang/paraglide-js');
      const compileTo = async (outdir: string, outputStructure: 'locale-modules' | 'message-modules') =>
        compile({
          project: join(ROOT, PROJECT),
          outdir: join(ROOT, outdir),
          strategy: ['globalVariable', 'baseLocale'],
          outputStructure,
          emitTsDeclarations: false,
          emitGitIgnore: false,
        });
      // Few files for Node, which reads each when it is imported.
      await compileTo(PRODUCT, 'locale-modules');
      await compileTo(WEB_PRODUCT, 'message-modules');
      const files = await Promise.all(
        [PRODUCT, WEB_PRODUCT].map((folder) => readdir(join(ROOT, folder, 'messages')).catch(() => [])),
      );
      if (files.some(({ length }) => length < 2))
        throw new Error('no messages were generated: check the plug-in of packages/i18n');
      say('Messages are compiled.');
    },
  );
}
