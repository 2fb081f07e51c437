import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { generateMessages } from './generate.ts';
import { ROOT, say, show } from './steps.ts';

const CLI = 'server/src/cli/main.ts';

await generateMessages();
if (existsSync(join(ROOT, CLI))) {
  process.exitCode = await show(process.execPath, [CLI, ...process.argv.slice(2)]);
} else {
  say('The operator commands are not part of this version.');
  process.exitCode = 2;
}
