import { generateMessages } from './generate.ts';

await generateMessages();
