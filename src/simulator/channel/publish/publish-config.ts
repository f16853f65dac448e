import { z } from 'zod';
import { parseDuration } from '../../../runtime/duration.ts';
import { durationText } from '../../quantity.ts';

const SECOND_MS = 1_000;
const DAY_MS = 86_400_000;

const metric = z.string().min(1);

const band = z
  .strictObject({
    /** In the metric's unit. */
    absolute: z.number().min(0).optional(),
    /** Of the value last sent. */
    percent: z.number().min(0).max(1_000).optional(),
  })
  .refine(({ absolute, percent }) => (absolute === undefined) !== (percent === undefined), {
    message: 'expected exactly one of "absolute" and "percent"',
  });

/** Sends a whole reading as soon as one metric has left its band around the value last sent. */
const deadband = z.strictObject({
  /** Longest silence. */
  heartbeat: durationText(SECOND_MS, 30 * DAY_MS).default('60s'),
  /** Bands by metric. */
  metrics: z.record(metric, band).default({}),
  /** Band of every metric that is not named: by default 5 % where none is, and else none. */
  others: band.optional(),
});

/** Share of the span, the usual measure of historians. */
const share = z.number().min(0).max(1);

/** Compression of one metric; what it leaves out is as for every metric. */
const track = z.strictObject({
  /** Range of the instrument, in the metric's unit; by default one of EN 837 that fits the values. */
  span: z.number().positive().optional(),
  /** Compression deviation as a share of the span, or in the metric's unit. */
  compression: share.optional(),
  absolute: z.number().min(0).optional(),
  /** Exception deviation, share of the span. */
  exception: share.optional(),
});

/** Swinging door (Bristol, ISA 1990): a metric is told where its course bends, and only then. */
const historian = z.strictObject({
  /** Compression deviation, share of the span. One percent is what historians begin with. */
  compression: share.default(0.01),
  /** Changes up to this share of the span do not even reach the door. */
  exception: share.default(0),
  /** Longest time without a value of a metric; 8 h is the default of the PI System (CompMax). */
  maxInterval: durationText(SECOND_MS, 30 * DAY_MS).default('8h'),
  metrics: z.record(metric, track).default({}),
});

/** Readings are kept and delivered together when the device meets its gateway. */
const batch = z
  .strictObject({
    /** Time between two contacts, drawn evenly on a logarithmic scale. Headphones: 1-48 h. */
    shortest: durationText(SECOND_MS, 30 * DAY_MS).default('1h'),
    longest: durationText(SECOND_MS, 30 * DAY_MS).default('48h'),
    /** Readings that the device can keep; beyond it the oldest is overwritten. */
    capacity: z.int().min(1).max(1_000_000).default(20_000),
  })
  .refine(({ shortest, longest }) => parseDuration(shortest) <= parseDuration(longest), {
    message: 'expected "shortest" to be at most "longest"',
  });

const POLICIES = ['periodic', 'deadband', 'historian', 'batch'] as const;

/** The `publish` section of a profile: when a device tells what its sensors deliver. */
export const publishSchema = z
  .strictObject({
    policy: z.enum(POLICIES).default('periodic'),
    deadband: deadband.optional(),
    historian: historian.optional(),
    batch: batch.optional(),
  })
  .superRefine((config, context) => {
    for (const name of POLICIES) {
      if (name === 'periodic' || name === config.policy || config[name] === undefined) continue;
      context.addIssue({
        code: 'custom',
        path: [name],
        message: `belongs to the policy "${name}", and the policy is "${config.policy}"`,
      });
    }
  });

export type PublishConfig = z.output<typeof publishSchema>;
export type DeadbandConfig = z.output<typeof deadband>;
export type HistorianConfig = z.output<typeof historian>;
export type BatchConfig = z.output<typeof batch>;

/** What each policy does where its own section is left out. */
export const DEADBAND_DEFAULT = deadband.parse({});
export const HISTORIAN_DEFAULT = historian.parse({});
export const BATCH_DEFAULT = batch.parse({});
