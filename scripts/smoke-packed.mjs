// Packs the project, installs the tarball in an empty folder and runs the main job from there, as a
// new user would: nothing of this checkout is on the path of that run.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(fileURLToPath(import.meta.url), '..', '..');
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
const folder = mkdtempSync(join(tmpdir(), 'pm-sim-packed-'));

function npmRun(args, cwd) {
  return execFileSync(npm, args, { cwd, encoding: 'utf8', shell: process.platform === 'win32' });
}

function run(args) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(folder, 'node_modules', 'pm-sim', 'dist', 'cli', 'main.js'), ...args],
    { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
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
} finally {
  rmSync(folder, { recursive: true, force: true });
}
