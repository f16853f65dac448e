import type { CommandSpec } from '../command-spec.ts';
import { PLOT_FLAGS, SHOW_FLAGS } from '../options/show-flags.ts';

export const showSpec: CommandSpec = {
  name: 'show',
  operands: [['<profile>', 'device profile by name or YAML file']],
  summary: 'Show every value and fault of a profile, or draw what its devices do.',
  options: SHOW_FLAGS,
  examples: [
    ['pm-sim show wind-farm', 'what --set can change'],
    ['pm-sim show wind-farm --set count=500 --json', 'as a run would see it, for a script'],
    ['pm-sim show wind-farm --plot', 'a simulated day as charts in the terminal'],
    [
      'pm-sim show wind-farm --inject oil-cooler-loss@wt-001+6h',
      'what a fault moves, against the same turbine without it',
    ],
    [
      'pm-sim show factory --metric rpm,motor_temp_c --duration 8h --out shift.svg',
      'two metrics of a shift as a picture for a page',
    ],
  ],
  settings: {
    section: 'show',
    schema: async () => (await import('../options/show-options.ts')).showSchema,
  },
  async run({ flags, operands }, io) {
    const [{ readOptions }, { showSchema }, { showCommand }] = await Promise.all([
      import('../options/read-options.ts'),
      import('../options/show-options.ts'),
      import('./show.ts'),
    ]);
    const shaped = PLOT_FLAGS.some(({ key }) => flags[key] !== undefined);
    const given = { ...flags, ...(shaped ? { plot: true } : {}), profile: operands[0] };
    const input = { section: 'show', specs: SHOW_FLAGS, schema: showSchema, flags: given };
    return showCommand(await readOptions(input, io), io);
  },
};
