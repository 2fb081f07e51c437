import { show, tool } from './steps.ts';

process.exitCode = await show(tool('biome'), ['check', '--write', '.']);
