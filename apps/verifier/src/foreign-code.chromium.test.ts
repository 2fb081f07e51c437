import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Page } from 'playwright-core';
import { findBrowser } from '../../../scripts/browser.ts';
import type { Phone } from '../../../testing/src/verifier-face/phone.ts';
import { createPhoneBox, expectVerdict } from '../../../testing/src/verifier-face/phone.ts';
import { startWorld } from '../../../testing/src/verifier-face/world.ts';

/** Codes that are no school IDs, before the built verifier's camera. */

const executablePath = await findBrowser();
const options = executablePath === undefined ? { skip: 'MLEG_TEST_BROWSER=skip' } : {};
const box = await createPhoneBox(executablePath);
const world = await startWorld();
after(async () => {
  await box.close();
  await world.stop();
});

const kinds: readonly (readonly [name: string, text: string, says: RegExp])[] = [
  ['a Wi-Fi code', 'WIFI:T:WPA;S:szkola;P:tajne;;', /tylko kod sieci Wi-Fi/],
  [
    'a health certificate',
    `HC1:6BF${'OXN TS3DH0YOJ58S S-W5HDC *M0II5XHC9B5G2+$N'.repeat(9)}`,
    /zaświadczenie o zdrowiu/,
  ],
  ['a link', 'https://example.com/plakat?utm=1', /link do strony/],
  ['a link of another page named like ours', 'https://blog.example/s#gotowanie', /link do strony/],
  [
    'a school’s offer',
    'https://wallet.example/add#credential_offer_uri=https%3A%2F%2Fa.example%2Fo',
    /do dodania jej/,
  ],
  [
    'another checker’s request',
    'openid4vp://?client_id=x509_hash%3Aabc&request_uri=https%3A%2F%2Fa',
    /prośba o dane/,
  ],
  ['an activation code', '12 34 56 78', /kod aktywacyjny/],
  ['bytes that are no text', '\u0001\u0002\u0000\u0003', /nie ma w nim tekstu/],
  ['a half-read code of ours', 'MLEG', /To nie jest kod legitymacji/],
  ['three kilobytes', 'zażółć gęślą jaźń '.repeat(100), /To nie jest kod legitymacji/],
];

/** The short run looks at one of each sort: a name for it, none for it, no text, and one that is nearly ours. */
const SHORT = ['a Wi-Fi code', 'a school’s offer', 'bytes that are no text', 'a half-read code of ours'];
const looked =
  process.env['TEST_LONG'] === undefined ? kinds.filter(([name]) => SHORT.includes(name)) : kinds;

/** What a person would notice of a page that is dead or restless. */
async function watch(page: Page, milliseconds: number) {
  return page.evaluate(async (time) => {
    const video = document.querySelector('video');
    const line = document.querySelector('.scan-state');
    let frames = 0;
    let said = 0;
    let longest = 0;
    let last = performance.now();
    const observer = new MutationObserver(() => {
      said += 1;
    });
    if (line !== null)
      observer.observe(line, { childList: true, characterData: true, subtree: true, attributes: true });
    const startedAt = performance.now();
    const before = video?.currentTime ?? 0;
    await new Promise<void>((resolve) => {
      const tick = (): void => {
        const at = performance.now();
        longest = Math.max(longest, at - last);
        last = at;
        frames += 1;
        if (at - startedAt < time) requestAnimationFrame(tick);
        else resolve();
      };
      requestAnimationFrame(tick);
    });
    observer.disconnect();
    return { frames, said, longest, played: (video?.currentTime ?? 0) - before };
  }, milliseconds);
}

/** Milliseconds from the first frame of the camera to the words. */
async function timeWords(phone: Phone): Promise<void> {
  await phone.page.addInitScript(() => {
    let playedAt: number | undefined;
    const note = (): void => {
      if (playedAt === undefined || document.querySelector('.scan-state.notice') === null) return;
      Object.assign(globalThis, { saidAfter: performance.now() - playedAt });
      observer.disconnect();
    };
    const observer = new MutationObserver(note);
    document.addEventListener(
      'playing',
      () => {
        playedAt ??= performance.now();
        note();
      },
      true,
    );
    observer.observe(document, { subtree: true, childList: true, attributes: true });
  });
}

async function startCamera({ page }: Phone): Promise<void> {
  await page.goto(world.origin);
  const start = page.getByRole('button', { name: 'Włącz aparat' });
  await page.locator('.start, .camera').first().waitFor();
  if (await start.isVisible()) await start.click();
}

async function expectAlive(page: Page, name: string): Promise<void> {
  const seen = await watch(page, 1000);
  // A busy machine draws five frames in a second; a dead page draws none.
  assert.ok(seen.frames >= 5, `${name}: ${JSON.stringify(seen)}`);
  assert.ok(seen.played > 0.1, `${name}: ${JSON.stringify(seen)}`);
  assert.equal(seen.said, 0, `${name} is said once`);
  const ways = page.getByText('Sprawdź bez aparatu', { exact: true });
  await ways.click({ timeout: 2000 });
  await page.getByLabel('Wklej kod albo link').waitFor({ timeout: 2000 });
}

test(
  'a foreign code says what it is within a moment and the page stays alive, by our own decoder',
  options,
  async (context) => {
    const phone = await box.open();
    await timeWords(phone);
    const waits: number[] = [];
    for (const [name, text, says] of looked) {
      await box.holdCode(phone, text);
      await startCamera(phone);
      await phone.page
        .locator('.scan-state.notice')
        .getByText(says)
        .waitFor()
        .catch(() => {
          assert.fail(`${name} is not said`);
        });
      await expectAlive(phone.page, name);
      assert.equal(await phone.page.locator('.verdict').count(), 0, name);
      waits.push(await phone.page.evaluate(() => Number(Reflect.get(globalThis, 'saidAfter') ?? 60_000)));
    }
    // Other work on the machine makes some of them late; the page itself takes less than half a second.
    const [best = 0] = waits.toSorted((a, b) => a - b);
    assert.ok(best < 500, `milliseconds: ${waits.map(Math.round).join(', ')}`);
    context.diagnostic(`milliseconds from the first frame: ${waits.map(Math.round).join(', ')}`);
    assert.deepEqual(phone.problems, []);
    await phone.context.close();
  },
);

/** A browser whose own detector sees what the test says, at once, as on Android. */
async function openWithDetector(texts: readonly string[]): Promise<Phone> {
  const phone = await box.open();
  await phone.page.addInitScript((values) => {
    Object.assign(globalThis, {
      inView: values,
      BarcodeDetector: class {
        static getSupportedFormats(): Promise<string[]> {
          return Promise.resolve(['qr_code']);
        }
        detect = (): Promise<{ rawValue: string }[]> =>
          Promise.resolve(
            (globalThis as unknown as { inView: string[] }).inView.map((rawValue) => ({ rawValue })),
          );
      },
    });
  }, texts);
  return phone;
}

test('the same by the browser’s own detector, also where it hangs', options, async () => {
  for (const [name, text, says] of [...looked, ['an empty code', '', /nie ma w nim tekstu/] as const]) {
    const phone = await openWithDetector([text]);
    await startCamera(phone);
    await phone.page
      .locator('.scan-state.notice')
      .getByText(says)
      .waitFor()
      .catch(() => {
        assert.fail(`${name} is not said`);
      });
    await expectAlive(phone.page, name);
    await phone.context.close();
  }
  const hanging = await openWithDetector([]);
  await hanging.page.addInitScript(() => {
    const { BarcodeDetector } = globalThis as unknown as { BarcodeDetector: { prototype: object } };
    Object.defineProperty(BarcodeDetector.prototype, 'detect', {
      get: () => () => new Promise(() => undefined),
      set: () => undefined,
    });
  });
  await box.holdCode(hanging, await world.issuer().code());
  await startCamera(hanging);
  await expectVerdict(hanging.page, 'WAŻNA');
  await hanging.context.close();
});

test('half a minute of a foreign code costs half of the time at most and is said once', options, async () => {
  const phone = await box.open();
  await box.holdCode(phone, 'WIFI:T:WPA;S:szkola;P:tajne;;');
  await startCamera(phone);
  await phone.page.locator('.scan-state.notice').waitFor();
  const session = await phone.context.newCDPSession(phone.page);
  await session.send('Performance.enable');
  const taskSeconds = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? 0;
  };
  const before = await taskSeconds();
  const { said } = await watch(phone.page, 8000);
  const share = ((await taskSeconds()) - before) / 8;
  assert.equal(said, 0);
  assert.ok(share < 0.5, `the script took ${Math.round(share * 100)} % of the time`);
  await phone.context.close();
});

test('a valid code that follows a foreign one, or lies beside it, gets its verdict', options, async () => {
  const phone = await box.open();
  const { page } = phone;
  await box.holdInTurn(phone, ['WIFI:T:WPA;S:szkola;;', await world.issuer().code({ proofShift: 3 })]);
  await startCamera(phone);
  await expectVerdict(page, 'WAŻNA', 'Zuzanna Maria Przykładowska');
  await box.holdCodes(phone, 'https://example.com/plakat', await world.issuer().code());
  await page.reload();
  await expectVerdict(page, 'WAŻNA');
  await box.holdCodes(phone, await world.issuer().code(), 'WIFI:T:WPA;S:szkola;;');
  await page.reload();
  await expectVerdict(page, 'WAŻNA');
  await phone.context.close();
  const native = await openWithDetector(['https://example.com', await world.issuer().code()]);
  await startCamera(native);
  await expectVerdict(native.page, 'WAŻNA');
  await native.context.close();
});

test('what is said of a foreign code goes when the code has gone', options, async () => {
  const phone = await openWithDetector(['https://example.com']);
  await startCamera(phone);
  await phone.page.locator('.scan-state.notice').waitFor();
  await phone.page.evaluate(() => {
    (globalThis as unknown as { inView: string[] }).inView = [];
  });
  await phone.page.getByText('Trzymaj cały kod w ramce.').waitFor();
  await phone.context.close();
});

test('a link that only looks like ours, opened by any camera, is no code to check', options, async () => {
  const { context, page } = await box.open();
  await page.goto(`${world.origin}/s#gotowanie`);
  await page.getByRole('heading', { name: 'Nie ma tu kodu do sprawdzenia' }).waitFor();
  assert.equal(await page.locator('.verdict').count(), 0);
  await context.close();
});
