import { buildApps } from './build-apps.ts';
import { generateMessages } from './generate.ts';
import { show, withProgress } from './steps.ts';

await withProgress('Preparing the faces', async () => {
  await generateMessages();
  await buildApps();
});
process.exitCode = await show(process.execPath, ['server/src/main.ts', ...process.argv.slice(2)]);
