import type { CommandSpec } from '../command-spec.ts';
import { BENCH_FLAGS } from '../options/bench-flags.ts';

export const benchSpec: CommandSpec = {
  name: 'bench',
  operands: [],
  summary: 'Measure a broker: connections and messages per second, latency, what was lost.',
  options: BENCH_FLAGS,
  examples: [
    ['pm-sim bench', "the twin's broker over mutual TLS, 100 messages/s for 10 s"],
    [
      'pm-sim bench --target mqtt://localhost:1883 -c 1000 --rate 10',
      '10,000 messages/s, each with its sequence number and time, counted where they arrive',
    ],
    [
      'pm-sim bench --target mqtts://broker.local --ca ca.pem --mode conn -c 5000 --json',
      'how fast it takes connections, for a script',
    ],
  ],
  settings: {
    section: 'bench',
    schema: async () => (await import('../options/bench-options.ts')).benchSchema,
  },
  async run({ flags }, io) {
    const [{ readOptions }, { benchSchema }, { benchCommand }] = await Promise.all([
      import('../options/read-options.ts'),
      import('../options/bench-options.ts'),
      import('./bench.ts'),
    ]);
    const input = { section: 'bench', specs: BENCH_FLAGS, schema: benchSchema, flags };
    return benchCommand(await readOptions(input, io), io);
  },
};
