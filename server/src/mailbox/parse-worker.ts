import { parentPort, workerData } from 'node:worker_threads';
import { parseLetter } from './parse-letter.ts';

parentPort?.postMessage(await parseLetter(workerData as Uint8Array));
