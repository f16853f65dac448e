import { z } from 'zod';
import { duration, positiveDuration } from './detector-config.ts';
import { edgeSchema, type EdgeConfig } from './edge-config.ts';
import { pathSteps, segmentOf } from './sources/json-path.ts';

/**
 * The file of an edge agent: where readings come from, what is done with them, where they go. Paths in
 * it are relative to it; secrets are named, never written in it.
 */
export interface AgentConfig {
  /** Name of the agent: its MQTT client, and the thing that it is on AWS IoT. */
  readonly agent: string;
  readonly sources: readonly SourceConfig[];
  readonly edge: EdgeConfig;
  readonly sink: SinkConfig;
  readonly buffer: BufferConfig;
  readonly drain: DrainConfig;
}

const name = z.string().regex(/^[\w:.-]{1,128}$/u, '1 to 128 letters, digits, or any of _ - : .');

const place = z.string().superRefine((text, context) => {
  const known =
    text.startsWith('=') || segmentOf(text) !== undefined || pathSteps(text) !== undefined;
  if (known) return;
  context.addIssue({
    code: 'custom',
    message: `expected a path as data.rms or tags[0].value, topic:2, or =constant, got ${JSON.stringify(text)}`,
  });
});

const map = z
  .strictObject({
    device: place.optional(),
    site: place.optional(),
    type: place.optional(),
    ts: place.optional(),
    metrics: z.record(z.string().min(1), place).optional(),
  })
  .default({});

/** File whose first line opens an encrypted key; PM_SIM_KEY_PASSPHRASE unless given. */
const keyPassphraseFile = z.string().min(1).optional();

/** Where a broker is and who connects; the key and the password stay where they are. */
const broker = {
  url: z
    .string()
    .regex(/^(mqtts?|wss?):\/\/[^\s/]+/u, 'mqtt://, mqtts://, ws:// or wss:// and a host'),
  clientId: name.optional(),
  username: z.string().min(1).optional(),
  /** Environment variable that holds the password. */
  passwordEnv: z.string().min(1).optional(),
  ca: z.string().min(1).optional(),
  cert: z.string().min(1).optional(),
  key: z.string().min(1).optional(),
  keyPassphraseFile,
  insecure: z.boolean().optional(),
};

/** Messages without an acknowledgement at a time; AWS IoT Core takes 100 a connection. */
const inflightMax = z.int().min(1).max(65_535).default(100);

/** A certificate says who one is only with its key. */
function isWhole({ cert, key }: { readonly cert?: unknown; readonly key?: unknown }): boolean {
  return (cert === undefined) === (key === undefined);
}
const WHOLE = { message: 'expected "cert" and "key", or neither' };

const brokerSchema = z.strictObject(broker).refine(isWhole, WHOLE);
export type BrokerConfig = z.output<typeof brokerSchema>;

const source = z
  .strictObject({
    stdin: z.strictObject({}).optional(),
    file: z.strictObject({ path: z.string().min(1), follow: z.boolean().default(true) }).optional(),
    mqtt: z
      .strictObject({ ...broker, topics: z.array(z.string().min(1)).min(1).max(8) })
      .refine(isWhole, WHOLE)
      .optional(),
    fleet: z
      .strictObject({
        profile: z.string().min(1),
        count: z.int().min(1).max(10_000).optional(),
        seed: z.union([z.string(), z.number()]).transform(String).optional(),
        speed: z.number().positive().default(1),
      })
      .optional(),
    map,
  })
  .refine(({ map: _map, ...kinds }) => present(kinds) === 1, {
    message: 'expected exactly one of stdin, file, mqtt, fleet',
  });
export type SourceConfig = z.output<typeof source>;

const sink = z
  .strictObject({
    /** AWS IoT Core, or the local twin: mutual TLS with the agent's own certificate, MQTT 5. */
    awsIot: z
      .strictObject({
        endpoint: z.string().min(1),
        port: z.int().min(1).max(65_535).default(8_883),
        ca: z.string().min(1),
        cert: z.string().min(1),
        key: z.string().min(1),
        keyPassphraseFile,
        /** Keep to AWS IoT's limits for a connection: 100 publishes/s, 512 KiB/s. */
        awsLimits: z.boolean().default(true),
        inflightMax,
        /** Obey the thing's shadow `pm-sim` and do its jobs. */
        remoteControl: z.boolean().default(true),
      })
      .optional(),
    mqtt: z
      .strictObject({ ...broker, inflightMax })
      .refine(isWhole, WHOLE)
      .optional(),
    file: z.strictObject({ path: z.string().min(1) }).optional(),
    stdout: z.strictObject({}).optional(),
  })
  .refine((kinds) => present(kinds) === 1, {
    message: 'expected exactly one of awsIot, mqtt, file, stdout',
  });
export type SinkConfig = z.output<typeof sink>;

const buffer = z.strictObject({
  /** Folder of the store; default `.pm-sim/edge/AGENT`. */
  dir: z.string().min(1).optional(),
  megabytesMax: z.number().min(1).max(1_000_000).default(512),
  ageMax: positiveDuration.default('7d'),
  sync: z.enum(['always', 'interval', 'never']).default('interval'),
});
type BufferConfig = z.output<typeof buffer>;

const drain = z.strictObject({
  /** Late messages a second: below the 100 publishes/s of a connection, so that new ones get through. */
  perSecond: z.number().positive().max(100_000).default(80),
  /** Longest wait before a backlog begins after a connection came back. */
  jitter: duration.default('10s'),
});
type DrainConfig = z.output<typeof drain>;

/** Checks an agent's file; unknown keys are errors, each issue carries its path. */
export const agentSchema: z.ZodType<AgentConfig> = z.strictObject({
  agent: name,
  sources: z.array(source).min(1).max(16),
  edge: edgeSchema.default({ filters: [] }),
  sink,
  buffer: buffer.default(() => buffer.parse({})),
  drain: drain.default(() => drain.parse({})),
});

function present(kinds: Readonly<Record<string, unknown>>): number {
  return Object.values(kinds).filter((kind) => kind !== undefined).length;
}
