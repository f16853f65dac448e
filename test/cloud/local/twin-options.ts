import type { TwinOptions } from '../../../src/cloud/local/twin.ts';
import { pmSimStack } from '../../../src/cloud/stack/pm-sim-stack.ts';
import { scoringSchema } from '../../../src/cloud/stack/scoring-schema.ts';
import type { Stack } from '../../../src/cloud/stack/stack.ts';
import { systemClock } from '../../../src/runtime/clock.ts';
import { silentLog } from '../../../src/runtime/log.ts';
import { createRandom } from '../../../src/runtime/random.ts';

/** A small detector that is ready after a minute of data and quick to open an episode. */
const SCORING = scoringSchema.parse({
  channels: [{ metric: 'vib_gearbox_mms', label: 'gearbox vibration', unit: 'mm/s' }],
  numberOfTrees: 5,
  sampleSize: 16,
  warmUp: '60s',
  smoothing: '3s',
  policy: { openCount: 3, openWindow: 8, openFor: '2s' },
});

/** The product's stack; a failing record is given up at once, so that tests need not wait. */
export function testStack(): Stack {
  const stack = pmSimStack({ scoring: SCORING, site: { latitude: 48.45, longitude: 5.59 } });
  const mappings = stack.mappings.map((mapping) => ({ ...mapping, maximumRetryAttempts: 0 }));
  return { ...stack, mappings };
}

/** The options of a twin on a folder, with everything else as tests want it. */
export function twinOptions(stateDir: string, more: Partial<TwinOptions> = {}): TwinOptions {
  return {
    stack: testStack(),
    stateDir,
    host: '127.0.0.1',
    clock: systemClock(),
    random: createRandom('twin'),
    log: silentLog,
    onEvent: () => undefined,
    ...more,
  };
}
