import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classifyBrowser } from './platform.ts';

const ios = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';
const cases = [
  ['Safari on an iPhone', `${ios} Version/17.5 Mobile/15E148 Safari/604.1`, 5, false, 'ios_install_first'],
  ['the installed app', `${ios} Mobile/15E148`, 5, true, 'ready'],
  ['Chrome on an iPhone', `${ios} CriOS/126.0 Mobile/15E148 Safari/604.1`, 5, false, 'ios_open_safari'],
  ['Messenger on an iPhone', `${ios} Mobile/15E148 [FBAN/MessengerForiOS]`, 5, false, 'ios_open_safari'],
  [
    'an iPad that calls itself a Mac',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15',
    5,
    false,
    'ios_install_first',
  ],
  [
    'Safari on a Mac',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15',
    0,
    false,
    'ready',
  ],
  [
    'Chrome on Android',
    'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36',
    5,
    false,
    'ready',
  ],
  [
    'a window inside Facebook on Android',
    'Mozilla/5.0 (Linux; Android 14; wv) AppleWebKit/537.36 Version/4.0 Chrome/126.0 Mobile Safari/537.36 [FB_IAB/FB4A]',
    5,
    false,
    'in_app',
  ],
] as const;

for (const [what, userAgent, maxTouchPoints, isInstalled, expected] of cases) {
  test(`${what} is ${expected} (rules.md C6)`, () => {
    assert.equal(classifyBrowser({ userAgent, maxTouchPoints, isInstalled }), expected);
  });
}
