import type { FastifyReply } from 'fastify';
import { apiHeaders, PROTOCOL_CORS } from './security-headers.ts';

const HEADERS: readonly string[] = [
  ...Object.entries(PROTOCOL_CORS).flat(),
  // Over plain http a browser ignores what is said about https.
  ...Object.entries(apiHeaders(true)).flat(),
  ...['cache-control', 'no-store', 'content-type', 'application/json'],
];

/**
 * Answers a protocol request with JSON that must not be cached, past Fastify's reply pipeline: these answers have no
 * hooks and no serialiser, and their headers are always the same. The route says `isPlainJson`.
 */
export function sendProtocolJson(reply: FastifyReply, text: string): FastifyReply {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, [...HEADERS, 'content-length', String(Buffer.byteLength(text))]);
  raw.end(text);
  return reply;
}
