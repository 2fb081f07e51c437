// The door of every npm script: gets packages and a new enough Node, then hands over. Plain JavaScript without
// dependencies that an old Node runs; everything it says goes to standard error.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const STATE = path.join(ROOT, '.mleg');
const NODE_VERSION = '26.10.0';
const NODE_MINIMUM = [22, 18];
const TICK_MS = 2000;

const COMMANDS = {
  start: ['start.ts'],
  test: ['test.ts'],
  check: ['check.ts'],
  bench: ['bench.ts'],
  gen: ['gen.ts'],
  build: ['build.ts'],
  format: ['format.ts'],
  mleg: ['mleg.ts'],
  pictures: ['pictures.ts'],
};

function say(text) {
  process.stderr.write(`${text}\n`);
}

/** Runs a command with a line every few seconds, shows its output only when it fails. */
function runQuietly(title, command, args, options) {
  const began = Date.now();
  const seconds = () => `${Math.round((Date.now() - began) / 1000)} s`;
  say(`${title}…`);
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let output = '';
    const collect = (chunk) => {
      output = (output + chunk).slice(-8000);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    const tick = setInterval(() => say(`${title}… ${seconds()}`), TICK_MS);
    child.once('error', reject);
    child.once('exit', (code) => {
      clearInterval(tick);
      if (code === 0) {
        say(`${title}: done in ${seconds()}.`);
        resolve(undefined);
      } else reject(new Error(`${command} ${args.join(' ')} ended with ${code}:\n${output}`));
    });
  });
}

function npm(args) {
  // npm's own script beside this Node where known, so that no shell is needed on any platform.
  const script = process.env.npm_execpath;
  return script && /\.c?js$/.test(script)
    ? [process.execPath, [script].concat(args)]
    : [process.platform === 'win32' ? 'npm.cmd' : 'npm', args];
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Takes the lock file. @returns 0, or the process that holds it (-1 while that cannot be told) */
function tryLock(lock) {
  try {
    fs.writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return 0;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  let owner = 0;
  try {
    owner = Number(fs.readFileSync(lock, 'utf8'));
    process.kill(owner, 0);
    return owner || -1;
  } catch (error) {
    if (error.code === 'EPERM') return owner;
    if (owner > 0) fs.rmSync(lock, { force: true });
    return -1;
  }
}

/** One bootstrap at a time in a clone: two would pull node_modules from under each other. */
async function locked(work) {
  fs.mkdirSync(STATE, { recursive: true });
  const lock = path.join(STATE, 'bootstrap.lock');
  let waitedFor = 0;
  for (let owner = tryLock(lock); owner !== 0; owner = tryLock(lock)) {
    if (owner > 0 && owner !== waitedFor) {
      say(`Waiting for another run (process ${owner}) to finish installing…`);
      waitedFor = owner;
    }
    await pause(owner > 0 ? 1000 : 100);
  }
  try {
    return await work();
  } finally {
    fs.rmSync(lock, { force: true });
  }
}

function lockFileHash() {
  return createHash('sha256')
    .update(fs.readFileSync(path.join(ROOT, 'package-lock.json')))
    .digest('hex');
}

function packagesAreThere() {
  const mark = path.join(STATE, 'packages');
  return (
    fs.existsSync(path.join(ROOT, 'node_modules')) &&
    fs.existsSync(mark) &&
    fs.readFileSync(mark, 'utf8') === lockFileHash()
  );
}

async function installPackages() {
  if (packagesAreThere()) return;
  await locked(async () => {
    if (packagesAreThere()) return;
    const [command, args] = npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
    await runQuietly('Installing the packages of the lock file', command, args, { cwd: ROOT });
    fs.writeFileSync(path.join(STATE, 'packages'), lockFileHash());
  });
}

function isNewEnough(version) {
  const [major, minor] = version.replace(/^v/, '').split('.').map(Number);
  return major > NODE_MINIMUM[0] || (major === NODE_MINIMUM[0] && minor >= NODE_MINIMUM[1]);
}

/** The Node that runs everything else: this one, or one taken from npm into a folder of the clone. */
async function findNode() {
  if (isNewEnough(process.version)) return process.execPath;
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${platform}-${process.arch}`;
  const home = path.join(STATE, `node-${NODE_VERSION}`);
  const program = path.join(
    home,
    'node_modules',
    name,
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
  if (fs.existsSync(program)) return program;
  await locked(async () => {
    if (fs.existsSync(program)) return;
    const half = `${home}.${process.pid}`;
    fs.mkdirSync(half, { recursive: true });
    fs.writeFileSync(path.join(half, 'package.json'), '{"private":true}\n');
    const [command, args] = npm(['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-save']);
    await runQuietly(
      `Node ${process.version} is too old, fetching ${NODE_VERSION} beside the project`,
      command,
      args.concat(['--no-package-lock', '--loglevel=error', `${name}@${NODE_VERSION}`]),
      { cwd: half },
    );
    fs.renameSync(half, home);
  });
  return program;
}

/** Hands over; signals reach the child, its end is ours. */
function handOver(node, file, args) {
  const child = spawn(node, [path.join(ROOT, 'scripts', file)].concat(args), {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, PATH: path.dirname(node) + path.delimiter + process.env.PATH },
  });
  // A terminal's Ctrl-C reaches the child by itself; a signal sent to us alone does not.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.once('exit', (code, signal) => {
    process.exitCode = code === null ? 128 + (signal === 'SIGINT' ? 2 : 15) : code;
  });
}

async function main() {
  const [command = '', ...args] = process.argv.slice(2);
  const target = COMMANDS[command];
  if (!target) {
    say(`Unknown command. Known: ${Object.keys(COMMANDS).join(', ')}`);
    process.exitCode = 2;
    return;
  }
  if (spawnSync('git', ['--version']).error) say('git is not here; the project runs without it.');
  await installPackages();
  handOver(await findNode(), target[0], args);
}

main().catch((error) => {
  say(error.message);
  process.exitCode = 1;
});
