import type { CommandSpec } from '../command-spec.ts';
import { FLEET_MANIFEST_FLAGS } from '../options/fleet-flags.ts';

export const fleetManifestSpec: CommandSpec = {
  name: 'fleet manifest',
  operands: [['<run...>', 'after --: what `pm-sim run` is told, the same for every part']],
  summary: 'Write the job that runs a fleet on many machines, a shard on each.',
  options: FLEET_MANIFEST_FLAGS,
  examples: [
    [
      'pm-sim fleet manifest --shards 10 --image registry.example.com/pm-sim:1 -- --profile factory -c 1000000 --seed 7 --duration 1h --target mqtt://broker:1883 --gateways auto',
      'a million machines on ten pods; pipe it to kubectl apply -f -',
    ],
    [
      'pm-sim fleet manifest --for batch --shards 10 --image pm-sim:1 -- --profile factory --seed 7 --duration 1h',
      'an array job of AWS Batch',
    ],
  ],
  async run({ flags, operands }, io) {
    const [{ readOptions }, { fleetManifestSchema }, { fleetManifestCommand }] = await Promise.all([
      import('../options/read-options.ts'),
      import('../options/fleet-options.ts'),
      import('./fleet-manifest.ts'),
    ]);
    const given = { ...flags, run: operands[0] };
    const specs = FLEET_MANIFEST_FLAGS;
    const input = { section: 'fleet-manifest', specs, schema: fleetManifestSchema, flags: given };
    return fleetManifestCommand(await readOptions(input, io), io);
  },
};
