// Packs the project, installs the tarball in an empty folder and runs the main job and one of each kind
// of command from there, as a new user would: nothing of this checkout is on the path of those runs.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

const root = resolve(fileURLToPath(import.meta.url), '..', '..');
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
const folder = mkdtempSync(join(tmpdir(), 'pm-sim-packed-'));

function npmRun(args, cwd) {
  return execFileSync(npm, args, { cwd, encoding: 'utf8', shell: process.platform === 'win32' });
}

function run(args, input = '') {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(folder, 'node_modules', 'pm-sim', 'dist', 'cli', 'main.js'), ...args],
    { cwd: folder, input, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  return { status, stdout, stderr };
}

function check(truth, text, detail) {
  console.log(`${truth ? 'ok  ' : 'FAIL'} ${text}`);
  if (truth) return;
  console.log(detail);
  process.exitCode = 1;
}

function lastLine(stdout) {
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}');
}

const MAIN_JOB =
  'run --profile wind-farm --json --seed 7 --speed max --duration 1h -c 4 --set interval=2s ' +
  '--inject gearbox-bearing-wear@wt-001+30m,over=20m';

/** What finds files beside itself, or is loaded on use: each is to work from the bundle. */
const JOBS = [
  ['ls wind-farm', 'gearbox-bearing-wear'],
  [
    'generate --profile wind-farm -c 3 --days 0.05 --seed 3 --format parquet --out data --json',
    '"',
  ],
  ['run --scenario wind-farm-gearbox --speed max --duration 1h --json --out report', '"summary"'],
  ['eval report --json', '"telemetrySha256"'],
  ['cloud synth --profile wind-farm', 'AWSTemplateFormatVersion'],
  ['config schema profile', '"$schema"'],
  ['config show run', 'default'],
  ['completion bash', 'complete'],
  ['complete -- run --profile wind', 'wind-farm'],
  ['provision create -c 2 --state identities --json', '"state":"issued"'],
  ['tail --no-follow --json', '"severity"'],
  ['show wind-farm --plot --duration 1h', 'wind'],
];

const EDGE = `agent: smoke
sources:
  - stdin: {}
    map: { device: d, ts: t, metrics: { temp_c: c } }
edge: { filters: [{ threshold: { limits: [{ metric: temp_c, above: 80, severity: high }] } }] }
sink: { stdout: {} }
`;

/** A broker in a process of its own: `run` here blocks this one. */
const BROKER =
  "import { createServer } from 'node:net'; import { Aedes } from 'aedes';" +
  'const server = createServer((await Aedes.createBroker()).handle);' +
  "server.listen(0, '127.0.0.1', () => console.log(server.address().port));";

function runEveryKind() {
  for (const [line, expected] of JOBS) {
    const { status, stdout, stderr } = run(line.split(' '));
    check(status === 0 && stdout.includes(expected), `pm-sim ${line}`, stderr);
  }
  writeFileSync(join(folder, 'edge.yaml'), EDGE);
  const reading = '{"d":"a","t":"2026-03-02T08:00:00Z","c":91}\n';
  const edge = run(['edge', 'run', 'edge.yaml', '--json'], reading);
  check(edge.status === 0 && edge.stdout.includes('"delivered"'), 'pm-sim edge run', edge.stderr);
  const library =
    "import { createMonitor } from 'pm-sim/detection'; console.log(typeof createMonitor)";
  const imported = spawnSync(process.execPath, ['--input-type=module', '-e', library], {
    cwd: folder,
    encoding: 'utf8',
  });
  check(imported.stdout.trim() === 'function', 'the library is imported', imported.stderr);
}

async function runWorkers() {
  const broker = spawn(process.execPath, ['--input-type=module', '-e', BROKER], { cwd: root });
  try {
    const [port] = await once(broker.stdout.setEncoding('utf8'), 'data');
    const line = `run --profile factory -c 8 --workers 2 --duration 3s --json --target mqtt://127.0.0.1:${port.trim()}`;
    const { status, stdout, stderr } = run(line.split(' '));
    check(status === 0 && lastLine(stdout).devices === 8, 'two workers publish', stderr);
  } finally {
    broker.kill();
  }
}

/** What the twin moves scoring to under load: nothing but its speed would tell that it does not start. */
async function startScoreThread() {
  const body = join(folder, 'node_modules', 'pm-sim', 'dist', 'cloud', 'score-thread.js');
  const thread = new Worker(body, {
    env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    workerData: { environment: {}, region: 'eu-west-1', seed: 's' },
  });
  const outcome = await Promise.race([
    once(thread, 'message').then(([{ type }]) => type),
    once(thread, 'error').then(([error]) => error.message),
  ]);
  await thread.terminate();
  check(outcome === 'ready', 'the thread of the score function starts', outcome);
}

try {
  const [{ filename }] = JSON.parse(npmRun(['pack', '--json', '--pack-destination', folder], root));
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  npmRun(['install', '--no-fund', '--no-audit', join(folder, filename)], folder);

  const help = run(['--help']);
  check(help.status === 0 && help.stdout.includes('pm-sim run'), '--help answers', help.stderr);

  const injected = run(MAIN_JOB.split(' '));
  const summary = injected.status === 0 ? lastLine(injected.stdout) : {};
  check(injected.status === 0, 'the main job exits with 0', injected.stderr);
  check(
    summary.type === 'summary' && summary.generated > 0,
    'the last line is the summary',
    summary,
  );
  check((summary.alertsByDevice?.['wt-001'] ?? 0) >= 1, 'the injected fault is alerted', summary);
  check(summary.lost === 0 && summary.duplicated === 0, 'nothing lost, nothing doubled', summary);

  const unknown = run(['run', '--profile', 'wind-fram']);
  check(
    unknown.status === 2 && unknown.stderr.includes('wind-farm'),
    'a typo is explained',
    unknown.stderr,
  );
  runEveryKind();
  await runWorkers();
  await startScoreThread();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
