// Draws the pictures of the terminal UI from real runs: node scripts/ui-pictures.mjs [NAME…]
// A gearbox bearing fails after 37 simulated minutes, when the detector has learnt.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const state = mkdtempSync(join(tmpdir(), 'pm-sim-pictures-'));
const RUN =
  `${join(root, 'node_modules', '.bin', 'tsx')} ${join(root, 'src', 'cli', 'main.ts')} run --profile wind-farm --seed 42` +
  ` --speed 40 --fresh --state ${state} --inject gearbox-bearing-wear@wt-004+37m,over=20m`;
/** Simulated time at which the alerts are there; the path shows it. */
const LATER = 'until:08:50:';

const PICTURES = {
  run: ['140x40', `until:● live,key:j,key:j,key:j,${LATER}`, RUN],
  'run-80x24': ['80x24', `until:● live,key:j,key:j,key:j,${LATER}`, RUN],
  'run-device': ['140x40', `until:● live,key:j,key:j,key:j,key:t,until:08:42:,key:Enter,1`, RUN],
  'run-path-80x24': ['80x24', `until:● live,${LATER},key:2,1`, RUN],
};

const wanted = process.argv.slice(2);
try {
  for (const [name, [size, steps, command]] of Object.entries(PICTURES)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const out = join(root, 'docs', 'images', `${name}.svg`);
    const script = join(root, 'scripts', 'terminal-picture.mjs');
    const { status } = spawnSync(process.execPath, [script, out, size, steps, command], {
      stdio: 'inherit',
    });
    if (status !== 0) process.exitCode = 1;
    console.log(`${name}: ${status === 0 ? out : 'failed'}`);
  }
} finally {
  rmSync(state, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
}
