// Run by ui.ts in a terminal: ui-feed.ts MESSAGES_PER_SECOND SECONDS ui|nothing OUT.json
import { writeFileSync } from 'node:fs';
import { processIo } from '../src/cli/process-io.ts';
import type { Reporter } from '../src/cli/reporters/reporter.ts';
import { startTui } from '../src/cli/tui/start-tui.ts';
import { createDemoFleet } from '../test/cli/tui/demo-fleet.ts';

process.env['NODE_ENV'] = 'production';
const [rate = '1000', seconds = '10', shown = 'ui', out = ''] = process.argv.slice(2);
/** Readings come ten times a second, one of each device. */
const STEP_MS = 100;
const devices = Number(rate) / (1_000 / STEP_MS);
/** Loading Ink and the first draw are the start's affair, ms. */
const WARM_UP_MS = 2_000;

const io = processIo();
const idle = (): void => undefined;
const nothing: Reporter = {
  onEvent: idle,
  onReading: idle,
  onScored: idle,
  close: () => Promise.resolve(),
};
const actions = {
  inject: idle,
  repair: idle,
  acknowledge: idle,
  close: idle,
  pause: idle,
  quit: idle,
};
const reporter =
  shown === 'ui'
    ? startTui({ io, actions, faultsOf: () => [], limits: [], showTruth: false })
    : nothing;
const fleet = createDemoFleet(devices);
fleet.start(reporter);
let steps = 0;
const timer = setInterval(() => {
  fleet.step(reporter);
  steps += 1;
}, STEP_MS);
setTimeout(() => {
  const stepsBefore = steps;
  const cpuBefore = process.cpuUsage();
  const began = performance.now();
  setTimeout(
    () => {
      const { user, system } = process.cpuUsage(cpuBefore);
      const wallMs = performance.now() - began;
      const messages = (steps - stepsBefore) * devices;
      writeFileSync(out, JSON.stringify({ cpuMs: (user + system) / 1_000, wallMs, messages }));
      clearInterval(timer);
      void reporter.close().then(() => process.exit(0));
    },
    Number(seconds) * 1_000,
  );
}, WARM_UP_MS);
