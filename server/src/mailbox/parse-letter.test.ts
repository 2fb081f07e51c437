import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseLetter } from './parse-letter.ts';

/** Letters as programs write them: what comes out is text and files, whatever stands around them. */

const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);
/** @param text with `\n`; letters of Latin-1 stand for their bytes */
const parse = (text: string) => parseLetter(Buffer.from(text.replaceAll('\n', '\r\n'), 'latin1'));
const filesOf = ({ files }: Awaited<ReturnType<typeof parseLetter>>) =>
  files.map(({ name, type, bytes }) => [name, type, bytes.length]);
const mixed = (...parts: string[]): string =>
  `MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n${parts.map((part) => `--x\n${part}\n`).join('')}--x--\n`;
const picture = `Content-Type: image/jpeg; name=z.jpg\nContent-Transfer-Encoding: base64\n\n${JPEG.toString('base64')}`;
const inner = (n: number, within: string): string =>
  `From: Mama ${n} <mama${n}@dom.example>\nSubject: mLegitymacja Jan Nowak 3b\n${within}`;

test('text of another code page, in the header too', async () => {
  const letter = await parse(
    `From: =?windows-1250?Q?=A3ukasz_=AF=F3=B3w?= <l@dom.example>\nSubject: =?iso-8859-2?Q?=AFaneta_=AC?=\nContent-Type: text/plain; charset=iso-8859-2\nContent-Transfer-Encoding: quoted-printable\n\nza=BF=F3=B3=E6 g=EA=B6l=B1\n`,
  );
  assert.deepEqual(letter.from, { name: 'Łukasz Żółw', email: 'l@dom.example' });
  assert.deepEqual([letter.subject, letter.body], ['Żaneta Ź', 'zażółć gęślą']);
});

test('an unknown code page loses no letter that is ASCII', async () => {
  const letter = await parse('From: a@b.example\nContent-Type: text/plain; charset=klingon\n\nJan Nowak\n');
  assert.equal(letter.body, 'Jan Nowak');
});

test('RFC 2231: a file name in pieces, with its own code page', async () => {
  const attached = `Content-Type: application/ms-tnef\nContent-Disposition: attachment; filename*0*=UTF-8''za%C5%BC; filename*1*=%C3%B3%C5%82.dat\nContent-Transfer-Encoding: base64\n\neA==`;
  assert.deepEqual(filesOf(await parse(mixed(attached))), [['zażół.dat', 'application/ms-tnef', 1]]);
});

test('a page gives its words: no styles, no scripts, no tags', async () => {
  const letter = await parse(
    'Content-Type: text/html; charset=utf-8\n\n<style>p{}</style><script>go()</script><p>Dzie&#324; dobry</p><div>Jan<br>Nowak &amp; 3b</div>',
  );
  assert.equal(letter.body, 'Dzień dobry\nJan\nNowak & 3b');
});

test('a picture within the text is a file like any other', async () => {
  const letter = await parse(
    `MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html\n\n<p>Jan</p><img src="cid:1">\n--x\n${picture.replace('Content-Transfer', 'Content-ID: <1>\nContent-Disposition: inline\nContent-Transfer')}\n--x--\n`,
  );
  assert.deepEqual([letter.body, filesOf(letter)], ['Jan', [['z.jpg', 'image/jpeg', JPEG.length]]]);
});

for (const disposition of ['', 'Content-Disposition: attachment; filename=list.eml\n'])
  test(`a letter that was passed on whole is read with its picture ${disposition && '(as an attachment)'}`, async () => {
    const passed = inner(
      1,
      mixed('Content-Type: text/plain\n\nzdjecie syna', picture).replaceAll(/\bx\b/g, 'y'),
    );
    const letter = await parse(
      `From: Sekretariat <s@szkola.example>\n${mixed('Content-Type: text/plain\n\nDo zrobienia', `Content-Type: message/rfc822\n${disposition}\n${passed}`)}`,
    );
    assert.equal(letter.from.email, 's@szkola.example');
    assert.match(
      letter.body,
      /^Do zrobienia\s+-+ Forwarded message -+\nFrom: Mama 1 <mama1@dom\.example>\nSubject: mLegitymacja Jan Nowak 3b\s+zdjecie syna$/,
    );
    assert.deepEqual(filesOf(letter), [['z.jpg', 'image/jpeg', JPEG.length]]);
  });

test('letters within letters are opened three deep and three wide; the rest stays a file', async () => {
  const nest = (n: number): string =>
    n === 0
      ? 'Content-Type: text/plain\n\nbottom'
      : inner(n, mixed(`Content-Type: message/rfc822\n\n${nest(n - 1)}`).replaceAll(/\bx\b/g, `x${n}`));
  const deep = await parse(nest(6));
  assert.equal(deep.body.match(/Forwarded message/g)?.length, 3);
  assert.deepEqual(
    filesOf(deep).map(([, type]) => type),
    ['message/rfc822'],
  );
  const one = `Content-Type: message/rfc822\n\n${inner(1, 'Content-Type: text/plain\n\nx')}`;
  const wide = await parse(mixed(one, one, one, one, one));
  assert.equal(wide.body.match(/Forwarded message/g)?.length, 3);
  assert.equal(wide.files.length, 2);
});

test('one Message-ID and one sender are read where a letter claims several', async () => {
  const letter = await parse(
    'From: a@b.example\nFrom: c@d.example\nMessage-ID: <1@b>\nMessage-ID: <2@b>\n\nx',
  );
  assert.deepEqual([letter.from.email, letter.messageId], ['a@b.example', '<1@b>']);
});
