import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

/** What a mail server of the tests holds of one letter. */
type Kept = { readonly bytes: Buffer; readonly flags: Set<string> };

/** A mail server with one folder, as far as our adapter speaks to one (RFC 3501, RFC 4315). */
export type ImapPost = {
  readonly host: string;
  readonly port: number;
  readonly letters: Map<number, Kept>;
  /** Commands that came, without the letters' bytes. */
  readonly heard: string[];
  readonly how: {
    validity: number;
    password: string;
    hasUidPlus: boolean;
    isReadOnly: boolean;
    /** Ends the next connection that has sent so many bytes of a letter. */
    dropAfterBytes: number | undefined;
    /** Ends the next connection at this command, unanswered. */
    dropAt: string | undefined;
    /** Answers nobody. */
    isAway: boolean;
  };
  readonly put: (bytes: Buffer) => number;
  readonly close: () => Promise<void>;
};

/** Words of a command: `"quoted"`, `(lists)` whole, or bare. */
const WORDS = /"((?:[^"\\]|\\.)*)"|\([^)]*\)|\S+/g;

type Answer = (socket: Socket, tag: string, words: readonly string[]) => void;

/**
 * @param host of this machine; another one than localhost counts as a foreign server
 * @param tls key and certificate (PEM), where it speaks TLS from the first byte
 */
export async function openImapPost(
  host = '127.0.0.1',
  tls?: { readonly key: string; readonly cert: string },
): Promise<ImapPost> {
  const letters: ImapPost['letters'] = new Map();
  const heard: string[] = [];
  const sockets = new Set<Socket>();
  const how: ImapPost['how'] = {
    ...{ validity: 77, password: 'geheim', hasUidPlus: true, isReadOnly: false, isAway: false },
    ...{ dropAfterBytes: undefined, dropAt: undefined },
  };
  let uidNext = 1;
  const capability = (): string => `CAPABILITY IMAP4rev1${how.hasUidPlus ? ' UIDPLUS' : ''}`;
  const ok = (socket: Socket, tag: string, more = ''): void => void socket.write(`${tag} OK ${more}done\r\n`);
  const answers: Readonly<Record<string, Answer>> = {
    CAPABILITY: (socket, tag) => {
      socket.write(`* ${capability()}\r\n`);
      ok(socket, tag);
    },
    LOGIN: (socket, tag, [, password]) => {
      if (password === how.password) ok(socket, tag, `[${capability()}] `);
      else socket.write(`${tag} NO [AUTHENTICATIONFAILED] no\r\n`);
    },
    LIST: (socket, tag) => {
      socket.write('* LIST () "/" INBOX\r\n');
      ok(socket, tag);
    },
    SELECT: (socket, tag, [folder]) => {
      if (folder !== 'INBOX') return void socket.write(`${tag} NO [NONEXISTENT] no such folder\r\n`);
      socket.write('* FLAGS (\\Seen \\Deleted)\r\n* OK [PERMANENTFLAGS (\\Seen \\Deleted)] yes\r\n');
      socket.write(`* ${letters.size} EXISTS\r\n* OK [UIDVALIDITY ${how.validity}] yes\r\n`);
      ok(socket, tag, how.isReadOnly ? '[READ-ONLY] ' : '[READ-WRITE] ');
    },
    'UID SEARCH': (socket, tag) => {
      const found = [...letters].filter(([, { flags }]) => !flags.has('\\Seen') && !flags.has('\\Deleted'));
      socket.write(`* SEARCH${found.map(([uid]) => ` ${uid}`).join('')}\r\n`);
      ok(socket, tag);
    },
    'UID FETCH': (socket, tag, [uid = '', items = '']) => {
      const kept = letters.get(Number(uid));
      if (kept !== undefined) sendLetter(socket, { uid, items, kept });
      if (!socket.destroyed) ok(socket, tag);
    },
    'UID STORE': (socket, tag, [uid, sign = '', list = '']) => {
      const flags = letters.get(Number(uid))?.flags;
      for (const flag of list.slice(1, -1).split(' '))
        if (sign.startsWith('-')) flags?.delete(flag);
        else flags?.add(flag);
      ok(socket, tag);
    },
    'UID EXPUNGE': (socket, tag, [uid]) => {
      if (letters.get(Number(uid))?.flags.has('\\Deleted')) letters.delete(Number(uid));
      ok(socket, tag);
    },
    EXPUNGE: (socket, tag) => {
      for (const [uid, { flags }] of letters) if (flags.has('\\Deleted')) letters.delete(uid);
      ok(socket, tag);
    },
    LOGOUT: (socket, tag) => {
      socket.write('* BYE\r\n');
      ok(socket, tag);
      socket.end();
    },
  };
  function sendLetter(
    socket: Socket,
    { uid, items, kept }: { readonly uid: string; readonly items: string; readonly kept: Kept },
  ): void {
    const most = Number(/<0\.(\d+)>/.exec(items)?.[1] ?? kept.bytes.length);
    const bytes = kept.bytes.subarray(0, most);
    const size = `UID ${uid} RFC822.SIZE ${kept.bytes.length}`;
    socket.write(`* ${uid} FETCH (${size} BODY[]<0> {${bytes.length}}\r\n`);
    if (how.dropAfterBytes === undefined) {
      socket.write(bytes);
      socket.write(')\r\n');
      return;
    }
    socket.end(bytes.subarray(0, how.dropAfterBytes), () => socket.destroy());
    how.dropAfterBytes = undefined;
    socket.destroySoon();
  }
  const answer = (socket: Socket, line: string): void => {
    const [tag = '', ...words] = [...line.matchAll(WORDS)].map(([whole, quoted]) => quoted ?? whole);
    const first = (words[0] ?? '').toUpperCase();
    const name = first === 'UID' ? `UID ${(words[1] ?? '').toUpperCase()}` : first;
    heard.push(first === 'LOGIN' ? 'LOGIN' : line.slice(tag.length + 1));
    if (name === how.dropAt) {
      how.dropAt = undefined;
      socket.destroy();
    } else if (answers[name]) answers[name](socket, tag, words.slice(first === 'UID' ? 2 : 1));
    else socket.write(`${tag} BAD unknown\r\n`);
  };
  const serve = (socket: Socket): void => {
    if (how.isAway) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    let left = '';
    socket.on('data', (chunk: Buffer) => {
      left += chunk.toString('latin1');
      for (let end = left.indexOf('\r\n'); end >= 0; end = left.indexOf('\r\n')) {
        const line = left.slice(0, end);
        left = left.slice(end + 2);
        answer(socket, line);
      }
    });
    socket.write(`* OK [${capability()}] ready\r\n`);
  };
  const server = tls ? createTlsServer(tls, serve) : createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as { port: number };
  return {
    ...{ host, port, letters, heard, how },
    put: (bytes) => {
      letters.set(uidNext, { bytes, flags: new Set() });
      uidNext += 1;
      return uidNext - 1;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
