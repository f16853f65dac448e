import { z } from 'zod';
import { duration } from '../quantity.ts';
import { campaignSettings, DEFAULT_CAMPAIGN, type CampaignSettings } from './campaign-settings.ts';

const YEAR_MS = 365.25 * 86_400_000;
/** Longest scenario and longest course of a fault, ms. */
const LENGTH_MAX_MS = 20 * YEAR_MS;
/** Shortest course of a fault and shortest pause of a loop, ms: below it nothing is seen of it. */
const LENGTH_MIN_MS = 1_000;
/** Most rounds of a loop. */
const ROUNDS_MAX = 10_000;
const STEPS_MAX = 1_000;

const name = z.string().regex(/^[a-z0-9][a-z0-9-]*$/u, 'lower-case letters, digits and hyphens');
const length = duration(LENGTH_MIN_MS, LENGTH_MAX_MS);
const instant = duration(0, LENGTH_MAX_MS);
const severity = z.number().min(0.01).max(1);
/** A device's name, in which `*` stands for any characters. */
const pattern = z.string().regex(/^[a-z0-9*][a-z0-9*-]*$/u, 'the name of a device, such as wt-001');

/** What a step does; exactly one of these keys. */
const actions = {
  fault: z.strictObject({
    mode: z.string(),
    over: length.optional(),
    severity: severity.optional(),
    repairAfter: instant.optional(),
  }),
  repair: z.strictObject({ mode: z.string().optional() }),
  confounder: z.strictObject({ mode: z.string(), for: length.optional() }),
  drift: z.strictObject({
    mode: z.string().optional(),
    over: length.optional(),
    severity: severity.optional(),
  }),
  outage: z.strictObject({ for: length }),
  'reconnect-storm': z.literal(true),
  'rotate-certificates': z.literal(true),
};

type ActionShapes = typeof actions;
type ActionName = keyof ActionShapes;
const ACTION_NAMES = Object.keys(actions) as ActionName[];

/** One action with what it was given. */
export type ScenarioAction = {
  [K in ActionName]: { readonly kind: K; readonly given: z.output<ActionShapes[K]> };
}[ActionName];

const step = z
  .strictObject({
    /** From the start of the scenario. */
    at: instant.optional(),
    every: length.optional(),
    until: length.optional(),
    times: z.int().min(1).max(ROUNDS_MAX).optional(),
    devices: z.union([pattern, z.array(pattern).min(1)]).optional(),
    share: z.number().min(0.0001).max(1).optional(),
    count: z.int().min(1).optional(),
    all: z.literal(true).optional(),
    ...z.strictObject(actions).partial().shape,
  })
  .superRefine((written, context) => {
    for (const [key, message] of stepProblems(written)) {
      context.addIssue({ code: 'custom', message, path: key === undefined ? [] : [key] });
    }
  })
  .transform((written): ScenarioStep => {
    const { at, every, until, times, devices, share, count } = written;
    return {
      rounds: { at, every, until, times },
      selector: {
        patterns: devices === undefined ? ['*'] : [devices].flat(),
        share,
        count,
      },
      action: actionOf(written),
    };
  });

interface WrittenStep {
  readonly at?: number | undefined;
  readonly every?: number | undefined;
  readonly until?: number | undefined;
  readonly times?: number | undefined;
  readonly devices?: unknown;
  readonly share?: number | undefined;
  readonly count?: number | undefined;
  readonly all?: true | undefined;
}

type Problem = readonly [key: string | undefined, message: string];

function stepProblems(written: WrittenStep): readonly Problem[] {
  const problems: Problem[] = [];
  const given = ACTION_NAMES.filter((action) => action in written);
  const known = ACTION_NAMES.join(', ');
  if (given.length === 0) problems.push([undefined, `expected one action: ${known}`]);
  for (const extra of given.slice(1)) {
    problems.push([extra, `one action a step, and there is "${given[0]}" already`]);
  }
  return [...problems, ...timeProblems(written), ...selectorProblems(written)];
}

function timeProblems({ at, every, until, times }: WrittenStep): readonly Problem[] {
  if (at === undefined && every === undefined) {
    return [[undefined, 'expected a time: "at: 30m", or "every: 1h" for a loop']];
  }
  const alone: Problem[] = [];
  const needsEvery = 'has a meaning only with "every"';
  if (every === undefined && until !== undefined) alone.push(['until', needsEvery]);
  if (every === undefined && times !== undefined) alone.push(['times', needsEvery]);
  return alone;
}

function selectorProblems({ devices, share, count, all }: WrittenStep): readonly Problem[] {
  if (all === true && (devices !== undefined || share !== undefined || count !== undefined)) {
    return [['all', 'leave it out where "devices", "share" or "count" chooses']];
  }
  if (share !== undefined && count !== undefined) {
    return [['count', 'either "share" or "count", not both']];
  }
  if (devices === undefined && share === undefined && count === undefined && all === undefined) {
    return [[undefined, 'expected which devices: "devices", "share", "count" or "all: true"']];
  }
  return [];
}

function actionOf(written: Readonly<Record<string, unknown>>): ScenarioAction {
  const kind = ACTION_NAMES.find((action) => action in written);
  // The schema has checked that there is one, and its form; the compiler cannot follow the key.
  return { kind, given: written[kind ?? ''] } as ScenarioAction;
}

/** When a step happens, ms from the start. */
export interface StepRounds {
  readonly at: number | undefined;
  readonly every: number | undefined;
  readonly until: number | undefined;
  readonly times: number | undefined;
}

/** Of the devices that match a pattern, all, a share or so many, drawn from the seed. */
export interface StepSelector {
  readonly patterns: readonly string[];
  readonly share: number | undefined;
  readonly count: number | undefined;
}

export interface ScenarioStep {
  readonly rounds: StepRounds;
  readonly selector: StepSelector;
  readonly action: ScenarioAction;
}

/** What happens to a fleet, as somebody wrote it down. */
export interface Scenario {
  readonly name: string;
  readonly description: string;
  /** The profile that it is made for. */
  readonly profile: string | undefined;
  readonly durationMs: number;
  readonly seed: string | undefined;
  readonly campaign: CampaignSettings | undefined;
  readonly steps: readonly ScenarioStep[];
}

const campaign = z.union(
  [z.literal('default').transform(() => DEFAULT_CAMPAIGN), campaignSettings],
  'expected "default" or rates',
);

export const scenarioSchema: z.ZodType<Scenario> = z
  .strictObject({
    scenario: name,
    /** One line for `pm-sim ls`. */
    description: z.string().min(1),
    profile: z.string().min(1).optional(),
    /** How long the run or the data set is, unless the command line says otherwise. */
    duration: length,
    seed: z.union([z.string().min(1), z.number().transform(String)]).optional(),
    campaign: campaign.optional(),
    steps: z.array(step).max(STEPS_MAX).default([]),
  })
  .transform(({ scenario, description, profile, duration: durationMs, seed, ...rest }) => ({
    name: scenario,
    description,
    profile,
    durationMs,
    seed,
    campaign: rest.campaign,
    steps: rest.steps,
  }));
