import { z } from 'zod';
import { PmSimError } from '../../runtime/errors.ts';
import { parseDuration } from '../../runtime/duration.ts';

/** What a value is in a configuration file: the part of JSON Schema that editors need. */
type JsonForm = Readonly<Record<string, unknown>>;

/**
 * Readers of single values, whether they come as text (command line, environment) or typed
 * (configuration file). Each says what it expected, in words and as JSON Schema.
 */
export function custom<T>(
  expected: string,
  read: (value: unknown) => T | undefined,
  json: JsonForm = { type: 'string' },
) {
  return z
    .unknown()
    .transform((value, context): T => {
      const result = read(value);
      if (result !== undefined) return result;
      context.issues.push({
        code: 'custom',
        message:
          value === undefined
            ? `expected ${expected}`
            : `expected ${expected}, got ${shown(value)}`,
        input: value,
      });
      return z.NEVER;
    })
    .meta({ ...json, description: expected });
}

/** A text, or several. */
const ONE_OR_MORE_TEXTS: JsonForm = { type: ['string', 'array'], items: { type: 'string' } };

export const text = custom(
  'a text',
  (value) => {
    if (typeof value === 'number') return String(value);
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  },
  { type: ['string', 'number'] },
);

const PROFILE_NAME = 'the name of a device profile, such as wind-farm, or a YAML file';

export const profileName = custom(PROFILE_NAME, (value) =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined,
);

/** A scenario may name its profile; nothing else does. Told beside whatever else is wrong. */
export const profileNamed = {
  path: ['profile'],
  message: `expected ${PROFILE_NAME}`,
  when: () => true,
};

export function namesProfile(raw: {
  readonly profile?: string | undefined;
  readonly scenario?: string | undefined;
}): boolean {
  return raw.profile !== undefined || raw.scenario !== undefined;
}

/** One of a few names. */
export function oneOf<T extends string>(names: readonly T[]) {
  return custom(`one of ${names.join(', ')}`, (value) => names.find((name) => name === value), {
    enum: names,
  });
}

/** Which random faults a run or a data set has besides those that are asked for. */
export const campaign = oneOf(['none', 'default']);

export const flag = custom(
  'true or false',
  (value) => {
    if (typeof value === 'boolean') return value;
    if (/^(1|true|yes|on)$/i.test(String(value))) return true;
    return /^(0|false|no|off)$/i.test(String(value)) ? false : undefined;
  },
  { type: 'boolean' },
);

export const textList = custom(
  'a text or a list of texts',
  (value) => {
    const list = Array.isArray(value) ? (value as unknown[]) : [value];
    return list.every((item) => typeof item === 'string' && item !== '')
      ? (list as readonly string[])
      : undefined;
  },
  ONE_OR_MORE_TEXTS,
);

/** Texts of the form `name=value`. */
export const assignments = custom(
  'NAME=VALUE',
  (value) => {
    const list = Array.isArray(value) ? (value as unknown[]) : [value];
    return list.every((item) => typeof item === 'string' && /^[^=\s]+=/.test(item))
      ? (list as readonly string[])
      : undefined;
  },
  ONE_OR_MORE_TEXTS,
);

/** Names from a list, separated by commas, each once. */
export function namesOf<T extends string>(known: readonly T[]) {
  return custom(
    `some of ${known.join(', ')}, separated by commas`,
    (value) => {
      const texts: readonly unknown[] =
        typeof value === 'string' ? value.split(',') : [value].flat();
      const names = texts.flatMap((one) => known.find((name) => name === String(one).trim()) ?? []);
      const complete = names.length === texts.length && names.length > 0;
      return complete ? [...new Set(names)] : undefined;
    },
    { type: ['string', 'array'], items: { enum: known } },
  );
}

export function integer(range: { readonly min: number; readonly max: number }) {
  const { min, max } = range;
  return custom(
    `a whole number from ${min} to ${max}`,
    (value) => {
      const number = numberOf(value);
      return Number.isInteger(number) && number >= min && number <= max ? number : undefined;
    },
    { type: 'integer', minimum: min, maximum: max },
  );
}

export const amount = custom(
  'a number from 0',
  (value) => {
    const number = numberOf(value);
    return Number.isFinite(number) && number >= 0 ? number : undefined;
  },
  { type: 'number', minimum: 0 },
);

export const port = custom(
  'a port from 0 (any free one) to 65535',
  (value) => {
    const number = numberOf(value);
    return Number.isInteger(number) && number >= 0 && number <= 65_535 ? number : undefined;
  },
  { type: 'integer', minimum: 0, maximum: 65_535 },
);

export const qos = custom(
  '0 or 1 (AWS IoT has no QoS 2)',
  (value): 0 | 1 | undefined => {
    const number = numberOf(value);
    return number === 0 || number === 1 ? number : undefined;
  },
  { enum: [0, 1] },
);

/** MQTT clients that a fleet may have. */
export const mqttClient = oneOf(['lean', 'mqtt', 'crt']);

export const speed = custom(
  'a factor above 0, such as 1, 60 or 0.5, or "max"',
  (value): number | 'max' | undefined => {
    if (value === 'max') return 'max';
    const factor = numberOf(typeof value === 'string' ? value.replace(/[x×]$/i, '') : value);
    return Number.isFinite(factor) && factor > 0 ? factor : undefined;
  },
  { type: ['number', 'string'], exclusiveMinimum: 0 },
);

export function countOrAuto(max: number) {
  return custom(
    `a whole number from 1 to ${max}, or auto`,
    (value): number | 'auto' | undefined => {
      if (value === 'auto') return value;
      const number = numberOf(value);
      return Number.isInteger(number) && number >= 1 && number <= max ? number : undefined;
    },
  );
}

/** Names of topic rules ("CreateTopicRule", AWS IoT API reference): letters, digits and underscores. */
export const ruleName = custom('the name of a topic rule: letters, digits, underscores', (value) =>
  typeof value === 'string' && /^[a-zA-Z0-9_]{1,128}$/.test(value) ? value : undefined,
);

/** Most parts that a fleet is split into; AWS Batch takes arrays of 10,000 children. */
const SHARDS_MAX = 10_000;

/** `3/10` is the third of ten parts; `auto/10` leaves it to the environment which one. */
export const shard = custom(
  `I/N, such as 3/10 for the third of ten parts, or auto/N, with N up to ${SHARDS_MAX}`,
  (value): ShardChoice | undefined => {
    const [, which = '', total] = /^(\d+|auto)\/(\d+)$/.exec(String(value)) ?? [];
    const count = Number(total);
    if (!(count >= 1 && count <= SHARDS_MAX)) return undefined;
    if (which === 'auto') return { count };
    const index = Number(which) - 1;
    return index >= 0 && index < count ? { index, count } : undefined;
  },
);

export interface ShardChoice {
  /** From 0; absent where the environment says. */
  readonly index?: number;
  readonly count: number;
}

export const duration = custom('a duration above 0, such as 500ms, 30s, 5m, 2h or 1h30m', (value) =>
  durationMs(value),
);

/** As `duration`, and a bare number is milliseconds, as MQTTX users write it. */
export const durationOrMs = custom(
  'a duration above 0, such as 500ms or 10s',
  (value) => {
    const bare = numberOf(value);
    if (!Number.isNaN(bare)) return bare > 0 ? bare : undefined;
    return durationMs(value);
  },
  { type: ['string', 'number'], exclusiveMinimum: 0 },
);

const ISO_8601 = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** An instant, ms since the epoch. A time without a zone is UTC. */
export const instant = custom('an ISO 8601 date, such as 2024-06-01T00:00Z', (value) =>
  instantOf(value),
);

/** An instant, or how long before now it is. */
export const instantOrAgo = custom(
  'a duration, such as 1h, or an ISO 8601 date',
  (value): { readonly at: number } | { readonly agoMs: number } | undefined => {
    const at = instantOf(value);
    if (at !== undefined) return { at };
    const agoMs = durationMs(value);
    return agoMs === undefined ? undefined : { agoMs };
  },
);

function instantOf(value: unknown): number | undefined {
  if (value instanceof Date) return value.getTime();
  if (typeof value !== 'string' || !ISO_8601.test(value)) return undefined;
  const zoned = /(Z|[+-]\d{2}:?\d{2})$/.test(value) || value.length === 10 ? value : `${value}Z`;
  const ts = Date.parse(zoned.replace(' ', 'T'));
  return Number.isNaN(ts) ? undefined : ts;
}

function durationMs(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    const ms = parseDuration(value);
    return ms > 0 ? ms : undefined;
  } catch (error) {
    if (error instanceof PmSimError) return undefined;
    throw error;
  }
}

function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.trim() === '') return Number.NaN;
  return Number(value);
}

function shown(value: unknown): string {
  const json = JSON.stringify(value);
  return json.length > 60 ? `${json.slice(0, 57)}…` : json;
}
