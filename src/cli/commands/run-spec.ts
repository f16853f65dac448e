import type { CommandSpec } from '../command-spec.ts';
import { RUN_FLAGS } from '../options/run-flags.ts';

export const runSpec: CommandSpec = {
  name: 'run',
  operands: [],
  summary: 'Run a fleet through the whole path, from the devices to the alerts.',
  options: RUN_FLAGS,
  examples: [
    ['pm-sim run --profile wind-farm', 'a live wind farm; q stops it, i injects a fault'],
    [
      'pm-sim run --profile wind-farm --duration 2h --speed 120 --inject gearbox-bearing-wear@wt-001+30m,over=20m',
      'two simulated hours in one minute; a gearbox starts to fail after half an hour',
    ],
    [
      'pm-sim run --profile wind-farm -c 100 --duration 24h --speed max --seed 7 --json | tail -1',
      'the same day of 100 turbines every time, as fast as it goes; only the summary',
    ],
    [
      'pm-sim run --profile wind-farm --set interval=1s --aws-port 4566',
      'one reading a second, and an endpoint for the AWS CLI',
    ],
  ],
  settings: {
    section: 'run',
    schema: async () => (await import('../options/run-options.ts')).runSchema,
  },
  async run({ flags }, io) {
    const [{ readOptions }, { runSchema }] = await Promise.all([
      import('../options/read-options.ts'),
      import('../options/run-options.ts'),
    ]);
    const input = { section: 'run', specs: RUN_FLAGS, schema: runSchema, flags };
    const options = await readOptions(input, io);
    const { openFirstFrame, wantsTui } = await import('../tui/first-frame.ts');
    const first = wantsTui(options, io) ? openFirstFrame(io) : undefined;
    try {
      const { runCommand } = await import('./run.ts');
      return await runCommand(options, io, first);
    } finally {
      first?.leave();
    }
  },
};
