import { readFileSync } from 'node:fs';
import { type Config, ConfigError, toConfig } from './config.ts';

/** The master key: `MLEG_MASTER_KEY_FILE`, or undefined where a demo makes its own in the data folder. */
export type SecretFiles = {
  readonly masterKeyFile: string | undefined;
  readonly signerFolder: string | undefined;
};

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'is not there',
  EACCES: 'the server’s user may not read',
  EISDIR: 'is a folder',
};

/**
 * Reads the process environment; a setting `X_FILE` stands for the content of that file.
 * @throws ConfigError naming every problem
 */
export function readEnvironment(): { config: Config; secrets: SecretFiles } {
  const problems: string[] = [];
  const merged: Record<string, string | undefined> = { ...process.env };
  for (const name of ['MLEG_DATABASE_URL', 'MLEG_DATABASE_OWNER_URL', 'MLEG_MAIL_URL']) {
    const file = process.env[`${name}_FILE`];
    if (file === undefined) continue;
    if (process.env[name] !== undefined) problems.push(`${name} and ${name}_FILE are both given`);
    try {
      merged[name] = readFileSync(file, 'utf8').trim();
      if (merged[name] === '') problems.push(`${name}_FILE names an empty file (${file})`);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      problems.push(`${name}_FILE names a file that ${REASONS[code ?? ''] ?? 'cannot be read'} (${file})`);
    }
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return {
    config: toConfig(merged),
    secrets: {
      masterKeyFile: process.env['MLEG_MASTER_KEY_FILE'],
      signerFolder: process.env['MLEG_SIGNER_FOLDER'],
    },
  };
}
