import { edgeSchema } from '../../../edge/edge-config.ts';
import { createEdgePipeline } from '../../../edge/pipeline.ts';
import type { Random } from '../../../runtime/random.ts';
import type { Reading } from '../../../telemetry/reading.ts';
import type { PolicyName, Setting } from './sweep-spec.ts';
import { createSwingingDoor } from './swinging-door.ts';

/** What one device sends of what it measures. */
export type Thinner = (reading: Reading) => readonly Reading[];

export interface ThinOptions {
  /** Span of each metric that decides, in its unit. */
  readonly spans: Readonly<Record<string, number>>;
  /** Channels of the gate's forest and what explains them. */
  readonly channels: readonly { readonly name: string; readonly given?: readonly string[] }[];
  readonly intervalMs: number;
  readonly warmUpMs: number;
}

/** Longest silence where the setting is not about it, readings: a day of ten-minute records in sixths. */
const HEARTBEAT_READINGS = 24;

export function createThinner(
  policy: PolicyName,
  setting: Setting,
  options: ThinOptions & { readonly random: Random },
): Thinner {
  const heartbeatMs = HEARTBEAT_READINGS * options.intervalMs;
  const { spans, random } = options;
  const bands = shareOf(spans, setting.value);
  const filters: Readonly<Record<Exclude<PolicyName, 'swinging-door'>, () => unknown>> = {
    deadband: () => ({ deadband: deadband(bands, heartbeatMs) }),
    heartbeat: () => ({ deadband: deadband({}, setting.value) }),
    'rcf-gate': () => ({ rcf: gate(setting.value, heartbeatMs, options) }),
  };
  if (policy === 'swinging-door') return createSwingingDoor(bands, heartbeatMs);
  return piped(filters[policy](), random);
}

function shareOf(spans: ThinOptions['spans'], percent: number): Record<string, number> {
  return Object.fromEntries(
    Object.entries(spans).map(([metric, span]) => [metric, (span * percent) / 100]),
  );
}

function deadband(bands: Readonly<Record<string, number>>, heartbeatMs: number) {
  const metrics = Object.entries(bands).map(([metric, absolute]) => [metric, { absolute }]);
  return { heartbeat: `${heartbeatMs}ms`, metrics: Object.fromEntries(metrics) as unknown };
}

function gate(materialDeviation: number, normalEveryMs: number, options: ThinOptions) {
  return {
    channels: options.channels.map(({ name, given = [] }) => {
      return given.length === 0 ? { metric: name } : { metric: name, given };
    }),
    normalEvery: `${normalEveryMs}ms`,
    warmUp: `${options.warmUpMs}ms`,
    materialDeviation,
  };
}

/** The filter as the edge runs it. */
function piped(filter: unknown, random: Random): Thinner {
  const pipeline = createEdgePipeline(edgeSchema.parse({ filters: [filter] }), { random });
  return (reading) => (pipeline.process(reading).kept ? [reading] : []);
}
