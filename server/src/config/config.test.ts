import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigError, toConfig } from './config.ts';

const PRODUCTION = {
  MLEG_ENV: 'production',
  MLEG_MAIL_URL: 'smtp://mail.example',
  MLEG_MAIL_FROM: 'mLegitymacja <school@example.org>',
  MLEG_MASTER_KEY_FILE: '/run/secrets/key',
  MLEG_SIGNER_FOLDER: '/run/secrets',
  MLEG_OPERATOR_NAME: 'Gmina Przykładowo',
  MLEG_PROXY_HOPS: '1',
  MLEG_SCHOOL_ORIGIN: 'https://szkola.example',
  MLEG_WALLET_ORIGIN: 'https://portfel.example',
  MLEG_VERIFIER_ORIGIN: 'https://kontrola.example',
  MLEG_PANEL_ORIGIN: 'https://panel.example',
};

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    toConfig(environment);
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.problems;
  }
}

test('starts a demo on loopback with four ports in a row when nothing is set', () => {
  const config = toConfig({});
  assert.equal(config.mode, 'demo');
  assert.equal(config.host, 'localhost');
  assert.deepEqual(
    Object.values(config.origins),
    [8080, 8081, 8082, 8083].map((port) => `http://localhost:${port}`),
  );
  assert.ok(Object.isFrozen(config) && Object.isFrozen(config.origins));
});

test('takes the whole of a good production setting', () => {
  const config = toConfig(PRODUCTION);
  assert.equal(config.origins.school, 'https://szkola.example');
  assert.equal(config.logEvents, true);
});

test('names everything that is wrong at once', () => {
  const problems = problemsOf({
    MLEG_ENV: 'production',
    MLEG_PORT: '99999',
    MLEG_SCHOOL_ORIGIN: 'http://szkola.example',
  });
  for (const name of [
    'MLEG_PORT',
    'MLEG_SCHOOL_ORIGIN',
    'MLEG_PANEL_ORIGIN',
    'MLEG_MASTER_KEY_FILE',
    'MLEG_MAIL_URL',
    'MLEG_MAIL_FROM',
  ]) {
    assert.ok(
      problems.some((problem) => problem.startsWith(name)),
      name,
    );
  }
});

test('refuses production without a mail server: log-in links could not leave', () => {
  const { MLEG_MAIL_URL: _, ...without } = PRODUCTION;
  assert.deepEqual(problemsOf(without), ['MLEG_MAIL_URL is missing']);
});

test('refuses a setting that it does not know, and leaves other programs their variables', () => {
  assert.deepEqual(problemsOf({ MLEG_PROT: '8080', PATH: '/bin' }), ['MLEG_PROT is not a setting']);
});

test('refuses to take a demo off loopback', () => {
  assert.equal(problemsOf({ MLEG_HOST: '0.0.0.0' }).length, 1);
  assert.equal(problemsOf({ MLEG_SCHOOL_ORIGIN: 'https://szkola.example' }).length, 1);
});

test('refuses numbers that are none and an application URL without its owner', () => {
  for (const port of ['0', '-1', '80a', '8080.5', '65533'])
    assert.equal(problemsOf({ MLEG_PORT: port }).length, 1, port);
  assert.equal(problemsOf({ MLEG_DATABASE_URL: 'postgresql://x@localhost/y' }).length, 1);
});

test('refuses two faces on one origin: each would reach what the other keeps', () => {
  const same = { ...PRODUCTION, MLEG_WALLET_ORIGIN: PRODUCTION.MLEG_PANEL_ORIGIN };
  assert.deepEqual(problemsOf(same), ['the four origins must differ']);
});
