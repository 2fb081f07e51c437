import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeBase64, encodeBase64url } from '../encoding/base64url.ts';
import { encodeUtf8 } from '../encoding/bytes.ts';
import { decodePercent, unwrapLink } from './unwrap-link.ts';

const wanted = 'https://portfel.example/add#credential_offer_uri=x';
const isWanted = (url: string): boolean => url === wanted;
const find = (url: string): string | undefined => unwrapLink(url, isWanted);
const e = encodeURIComponent;

test('an address that is wanted is the answer itself', () => {
  assert.equal(find(wanted), wanted);
  assert.equal(find('https://other.example/'), undefined);
  assert.equal(find(''), undefined);
});

test('it is found behind the question mark and behind the hash, first value or later one', () => {
  for (const wrapper of [
    `https://l.example/?u=${e(wanted)}`,
    `https://l.example/#u=${e(wanted)}`,
    `https://l.example/?u=${e(wanted)}#end`,
    `https://l.example/?a=b&u=${e(wanted)}`,
    `https://l.example/?u=${e(wanted)}&b=c`,
    `https://l.example/?q=x#u=${e(wanted)}`,
    `https://l.example/x?${e(wanted)}=1&u=${e(wanted)}`,
  ])
    assert.equal(find(wrapper), wanted, wrapper);
  assert.equal(find(`https://l.example/?u=${e('https://other.example/')}`), undefined);
});

test('it is found in base64, and in the path', () => {
  const bytes = encodeUtf8(wanted);
  assert.equal(find(`https://l.example/?u=${encodeBase64url(bytes)}`), wanted);
  assert.equal(find(`https://l.example/?u=${e(encodeBase64(bytes))}`), wanted);
  assert.equal(find(`https://l.example/go/${e(wanted)}`), wanted);
  assert.equal(find(`https://l.example/?u=${encodeBase64url(Uint8Array.of(0xff, 0xfe))}`), undefined);
});

test('it is found percent-encoded up to three times beside the value’s own, and no deeper', () => {
  const deep = (times: number): string => {
    let text = wanted;
    for (let turn = 0; turn < times; turn += 1) text = e(text);
    return `https://l.example/?u=${text}`;
  };
  for (const times of [1, 2, 3, 4]) assert.equal(find(deep(times)), wanted, String(times));
  assert.equal(find(deep(5)), undefined);
});

test('six wrappers are looked through, not seven', () => {
  const wrap = (times: number): string => {
    let text = wanted;
    for (let turn = 0; turn < times; turn += 1) text = `https://l${turn}.example/?u=${e(text)}`;
    return text;
  };
  assert.equal(find(wrap(6)), wanted);
  assert.equal(find(wrap(7)), undefined);
});

test('the second URL Defense writes - for % and _ for /', () => {
  const value = e(wanted).replaceAll('_', '%5F').replaceAll('%2F', '_').replaceAll('%', '-');
  assert.equal(find(`https://urldefense.example/v2/url?u=${value}&d=x`), wanted);
  assert.equal(find(`https://urldefense.example/v2/url?d=x&u=${value}`), wanted);
  assert.equal(find('https://urldefense.example/v2/url?u=-'), undefined);
});

test('the third URL Defense keeps beside it what it replaced: one sign, or a run whose length is a letter', () => {
  const of = (body: string, replaced: string): string | undefined =>
    find(`https://urldefense.example/v3/__${body}__;${encodeBase64url(encodeUtf8(replaced))}!x`);
  assert.equal(of(wanted.replace('#', '*'), '#'), wanted);
  assert.equal(of(wanted.replace('#', '*').replace('=', '*'), '#='), wanted);
  assert.equal(of(wanted.replace('#c', '**A'), '#c'), wanted, 'A stands for two');
  assert.equal(of(wanted.replace('#cr', '**B'), '#cr'), wanted, 'B for three');
  assert.equal(of(wanted.replace('#c', '**A').replace('=', '*'), '#c='), wanted);
  assert.equal(of(wanted.replace('https://', 'https:/').replace('#', '*'), '#'), wanted, 'a slash was taken');
  assert.equal(of(wanted.replace('#', '*'), '?'), undefined);
});

test('an address without an encoding that can be undone is none', () => {
  assert.equal(decodePercent('a%20b'), 'a b');
  assert.equal(decodePercent('%'), undefined);
  assert.equal(decodePercent('%ff'), undefined);
});
