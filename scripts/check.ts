import { runChecks } from './checks.ts';
import { generateMessages } from './generate.ts';

await generateMessages();
process.exitCode = (await runChecks()) ? 0 : 1;
