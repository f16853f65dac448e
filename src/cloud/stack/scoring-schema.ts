import { z } from 'zod';
import { parseDuration } from '../../runtime/duration.ts';
import { messageOf } from '../../runtime/errors.ts';

const metric = z.string().min(1, 'expected the name of a metric');

const duration = z.string().superRefine((text, context) => {
  try {
    parseDuration(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: messageOf(error) });
  }
});

/**
 * One signal that the detector watches. `given` names the metrics that explain it in health (the
 * operating point): the detector judges what they leave unexplained.
 */
const channel = z.strictObject({
  metric,
  given: z.array(metric).max(8).optional(),
  /** The average of what is given over this time explains it too: temperatures follow by hours. */
  lag: duration.optional(),
  /** So do the squares of what is given. */
  curved: z.boolean().optional(),
  /** The side of its expected value on which it means something; both without. */
  side: z.enum(['above', 'below']).optional(),
  /** How people call it, for alert texts; the metric's name otherwise. */
  label: z.string().min(1).optional(),
  unit: z.string().min(1).optional(),
  /** What to do when this signal leads an alert. */
  advice: z.string().min(1).optional(),
});

/** A state of the machine in which it is judged, such as one that produces. */
const condition = z
  .strictObject({ metric, above: z.number().optional(), below: z.number().optional() })
  .refine(({ above, below }) => above !== undefined || below !== undefined, {
    message: 'expected "above", "below" or both',
  });

/** A detector of nothing has no score, and one that has a signal twice weighs it twice. */
const channels = z
  .array(channel, 'expected a list of channels, at least one')
  .min(1, 'expected at least one channel')
  .max(32, 'expected at most 32 channels')
  .superRefine((listed, context) => {
    const names = listed.map(({ metric: name }) => name);
    names.forEach((name, at) => {
      if (names.indexOf(name) === at) return;
      const message = `expected each channel once; ${name} is listed before`;
      context.addIssue({ code: 'custom', path: [at, 'metric'], message });
    });
  });
const conditions = z.array(condition).max(8);

/** When an episode opens and closes; see `detection/alert-policy.ts`. */
const policy = z.strictObject({
  openCount: z.int().min(1).optional(),
  openWindow: z.int().min(1).optional(),
  openFor: duration.optional(),
  closeCount: z.int().min(1).optional(),
  closeFor: duration.optional(),
  closeRatio: z.number().positive().optional(),
  refractory: duration.optional(),
  rearmRatio: z.number().positive().optional(),
});

/** What the scores must exceed; see `detection/adaptive-threshold.ts`. */
const threshold = z.strictObject({
  zFactor: z.number().nonnegative().optional(),
  absolute: z.number().positive().optional(),
  initial: z.number().positive().optional(),
});

/** How the operating point explains a signal; see `detection/monitor/normal-behaviour.ts`. */
const normalBehaviour = z.strictObject({
  correlation: duration.optional(),
  memory: duration.optional(),
  ridge: z.number().nonnegative().optional(),
  spreadFloorShare: z.number().nonnegative().optional(),
});

/**
 * Profile section `scoring`: what the score handler judges, and how. Durations stay text, so that a
 * checked section can be shown and checked again. `adaptive` learns each device's own threshold;
 * `fixed-2` is the rule of the published pipeline that this one follows: any score of 2 or more is an
 * anomaly at once.
 */
export const scoringSchema = z.strictObject({
  mode: z.enum(['adaptive', 'fixed-2']).default('adaptive'),
  channels,
  /** Readings that do not meet all of these are not judged. */
  when: conditions.optional(),
  numberOfTrees: z.int().min(1).max(200).optional(),
  sampleSize: z.int().min(8).max(1_024).optional(),
  shingleSize: z.int().min(1).max(64).optional(),
  /** Time from a device's first reading in which everything is taken for healthy. */
  warmUp: duration.optional(),
  /** Deviations are averaged over this time. */
  smoothing: duration.optional(),
  /** A signal must be this many of its usual deviations off to be worth an alert. */
  materialDeviation: z.number().positive().optional(),
  /** An episode that lasts this long is accepted as the new normal. */
  acceptAfter: duration.optional(),
  policy: policy.optional(),
  threshold: threshold.optional(),
  normalBehaviour: normalBehaviour.optional(),
  /**
   * What is judged instead in records a minute or more apart, as histories keep them: there
   * temperatures, which follow their cause slowly, tell as much as what must be seen at once.
   */
  records: z
    .strictObject({
      channels,
      when: conditions.optional(),
      materialDeviation: z.number().positive().optional(),
    })
    .optional(),
});

export type ScoringConfig = z.infer<typeof scoringSchema>;
