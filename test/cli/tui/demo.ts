/**
 * Looks at the terminal UI without a run behind it: `npx tsx test/cli/tui/demo.ts [devices] [seconds]`.
 * Invented turbines, injected faults become alerts after a while.
 */
import { processIo } from '../../../src/cli/process-io.ts';
import { startTui } from '../../../src/cli/tui/start-tui.ts';
import { createDemoFleet } from './demo-fleet.ts';

const [devices = '12', seconds = '3600'] = process.argv.slice(2);

const io = processIo();
const interrupt = io.watchInterrupts();
const fleet = createDemoFleet(Number(devices));
let paused = false;
const tui = startTui({
  io,
  limits: [{ metric: 'vib_gearbox_mms', above: 4.38 }],
  showTruth: false,
  faultsOf: () => [
    {
      mode: 'gearbox-bearing-wear',
      description: 'high-speed bearing warms and shakes more every hour',
      defaultOverMs: 2_592_000_000,
    },
    {
      mode: 'oil-cooler-loss',
      description: 'gear oil leaves its thermostat band under load',
      defaultOverMs: 86_400_000,
    },
  ],
  actions: {
    inject: ({ device, mode }) => fleet.inject(device, mode),
    repair: (device) => fleet.repair(device),
    acknowledge: () => undefined,
    close: ({ id }) => tui.onEvent({ type: 'alert-settled', id, ts: Date.now() }),
    pause: (wanted) => {
      paused = wanted;
    },
    quit: () => interrupt.request(),
  },
});
fleet.start(tui);
const timer = setInterval(() => {
  if (!paused) fleet.step(tui);
}, 100);
const end = async (): Promise<void> => {
  clearInterval(timer);
  await tui.close();
  interrupt[Symbol.dispose]();
};
const ends = setTimeout(() => void end(), Number(seconds) * 1_000);
interrupt.signal.addEventListener('abort', () => {
  clearTimeout(ends);
  void end();
});
