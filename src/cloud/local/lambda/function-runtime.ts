import type { Clock } from '../../../runtime/clock.ts';
import { messageOf, PmSimError } from '../../../runtime/errors.ts';
import type { Log } from '../../../runtime/log.ts';
import { didYouMean } from '../../../runtime/near-match.ts';
import type { Random } from '../../../runtime/random.ts';
import type { LambdaContext, LambdaHandler } from '../../handlers/lambda.ts';

interface RuntimeFunction {
  readonly name: string;
  readonly arn: string;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  /** Makes one execution environment: what module initialisation is on Lambda. */
  readonly start: () => LambdaHandler;
}

export type InvokeResult =
  | { readonly ok: true; readonly requestId: string; readonly payload: unknown }
  | {
      readonly ok: false;
      readonly requestId: string;
      /** What Lambda puts into `functionError`. */
      readonly functionError: 'Unhandled';
      readonly errorType: string;
      readonly errorMessage: string;
    };

export interface FunctionCounters {
  readonly invocations: number;
  readonly errors: number;
  readonly timeouts: number;
  readonly coldStarts: number;
  /** Sum over all invocations. */
  readonly durationMs: number;
}

interface InvokeOptions {
  /**
   * Invocations of equal affinity reuse one environment. Lambda promises nothing of the kind, but a
   * shard's batches do tend to return to a warm environment.
   */
  readonly affinity?: string;
}

/**
 * Runs functions by name: one environment serves one invocation at a time, errors stay inside the
 * result, an invocation beyond its timeout is given up and its environment thrown away.
 */
export interface FunctionRuntime {
  /** @throws PmSimError `lambda/unknown-function`; whatever the function throws is in the result. */
  invoke(name: string, event: unknown, options?: InvokeOptions): Promise<InvokeResult>;
  counters(): Readonly<Record<string, FunctionCounters>>;
}

export interface FunctionRuntimeOptions {
  readonly functions: readonly RuntimeFunction[];
  /** The machine's clock, not a simulated one: timeouts are about real work. */
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Told of every invocation when it is over. */
  readonly onInvoked?: (invoked: {
    readonly functionName: string;
    readonly durationMs: number;
    readonly isError: boolean;
  }) => void;
}

interface Environment {
  readonly affinity: string;
  readonly logStream: string;
  readonly handler: LambdaHandler;
  busy: boolean;
}

interface Host {
  readonly definition: RuntimeFunction;
  readonly environments: Set<Environment>;
  readonly counters: { -readonly [Name in keyof FunctionCounters]: FunctionCounters[Name] };
}

export function createFunctionRuntime(options: FunctionRuntimeOptions): FunctionRuntime {
  const hosts = new Map(options.functions.map((each) => [each.name, hostOf(each)]));
  return {
    async invoke(name, event, { affinity = '' } = {}) {
      const host = hosts.get(name);
      if (host === undefined) throw unknownFunction(name, [...hosts.keys()]);
      return run(host, { event, affinity }, options);
    },
    counters: () =>
      Object.fromEntries([...hosts].map(([name, host]) => [name, { ...host.counters }])),
  };
}

function hostOf(definition: RuntimeFunction): Host {
  const counters = { invocations: 0, errors: 0, timeouts: 0, coldStarts: 0, durationMs: 0 };
  return { definition, environments: new Set(), counters };
}

interface Invocation {
  readonly event: unknown;
  readonly affinity: string;
}

async function run(
  host: Host,
  { event, affinity }: Invocation,
  options: FunctionRuntimeOptions,
): Promise<InvokeResult> {
  const { clock, random, log } = options;
  const requestId = uuid(random);
  const startedAt = clock.now();
  host.counters.invocations += 1;
  let environment: Environment | undefined;
  let isError = false;
  try {
    environment = environmentFor(host, affinity, options);
    const context = contextOf(host.definition, { environment, requestId, startedAt }, clock);
    const payload = await withinTime(environment.handler(event, context), host.definition, clock);
    environment.busy = false;
    return { ok: true, requestId, payload };
  } catch (error) {
    if (environment !== undefined) afterError(host, environment, error);
    host.counters.errors += 1;
    isError = true;
    const errorType = error instanceof Error ? error.name : 'Error';
    const errorMessage = messageOf(error);
    const text = `Function ${host.definition.name} failed: ${errorType}: ${errorMessage}`;
    log({ level: 'warn', area: 'lambda', text, fields: { requestId } });
    return { ok: false, requestId, functionError: 'Unhandled', errorType, errorMessage };
  } finally {
    const durationMs = clock.now() - startedAt;
    host.counters.durationMs += durationMs;
    options.onInvoked?.({ functionName: host.definition.name, durationMs, isError });
  }
}

/** A thrown error leaves the environment warm, as on Lambda; a timeout ends it. */
function afterError(host: Host, environment: Environment, error: unknown): void {
  if (error instanceof TimedOut) {
    host.counters.timeouts += 1;
    host.environments.delete(environment);
    return;
  }
  environment.busy = false;
}

function environmentFor(
  host: Host,
  affinity: string,
  { clock, random }: FunctionRuntimeOptions,
): Environment {
  for (const warm of host.environments) {
    if (!warm.busy && warm.affinity === affinity) {
      warm.busy = true;
      return warm;
    }
  }
  const handler = host.definition.start();
  const day = new Date(clock.now()).toISOString().slice(0, 10).replaceAll('-', '/');
  const logStream = `${day}/[$LATEST]${uuid(random).replaceAll('-', '')}`;
  const cold: Environment = { affinity, logStream, handler, busy: true };
  host.environments.add(cold);
  host.counters.coldStarts += 1;
  return cold;
}

interface ContextParts {
  readonly environment: Environment;
  readonly requestId: string;
  readonly startedAt: number;
}

function contextOf(
  definition: RuntimeFunction,
  { environment, requestId, startedAt }: ContextParts,
  clock: Clock,
): LambdaContext {
  const deadline = startedAt + definition.timeoutMs;
  return {
    functionName: definition.name,
    functionVersion: '$LATEST',
    invokedFunctionArn: definition.arn,
    memoryLimitInMB: `${definition.memoryMb}`,
    awsRequestId: requestId,
    logGroupName: `/aws/lambda/${definition.name}`,
    logStreamName: environment.logStream,
    getRemainingTimeInMillis: () => Math.max(0, deadline - clock.now()),
  };
}

/** Lambda's own words for it (developer guide, "Troubleshoot invocation issues"). */
class TimedOut extends Error {
  constructor(timeoutMs: number) {
    super(`Task timed out after ${(timeoutMs / 1_000).toFixed(2)} seconds`);
    this.name = 'Sandbox.Timedout';
  }
}

async function withinTime<T>(
  work: Promise<T>,
  { timeoutMs }: RuntimeFunction,
  clock: Clock,
): Promise<T> {
  const done = new AbortController();
  const timeout = clock.sleepUntil(clock.now() + timeoutMs, done.signal).then(() => {
    throw new TimedOut(timeoutMs);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    timeout.catch(() => undefined);
    work.catch(() => undefined);
    done.abort();
  }
}

/** A version 4 UUID (RFC 9562) from the injected randomness. */
function uuid(random: Random): string {
  const hex = Array.from({ length: 4 }, () => random.uint32().toString(16).padStart(8, '0')).join(
    '',
  );
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 3) | 8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20),
  ].join('-');
}

function unknownFunction(name: string, known: readonly string[]): PmSimError {
  return new PmSimError(
    'lambda/unknown-function',
    `There is no function "${name}".${didYouMean(name, known)}`,
    { hint: `Functions of this stack: ${known.join(', ') || 'none'}.` },
  );
}
