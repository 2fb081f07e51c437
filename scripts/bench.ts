import { buildApps } from './build-apps.ts';
import { generateMessages } from './generate.ts';
import { show } from './steps.ts';

await generateMessages();
await buildApps();
process.exitCode = await show(process.execPath, ['bench/src/main.ts', ...process.argv.slice(2)]);
