import { buildApps } from './build-apps.ts';
import { generateMessages } from './generate.ts';

await generateMessages();
await buildApps();
