import type { Clock } from '../../../runtime/clock.ts';
import type { Outbound } from '../outbound.ts';
import {
  createDeviceJobs,
  executionOf,
  JobFault,
  summaryOf,
  type DeviceJobs,
} from './device-jobs.ts';
import type { JobStore } from './job-store.ts';
import type { ExecutionRecord } from './records.ts';

export interface JobServiceOptions {
  readonly store: JobStore;
  readonly outbound: Outbound;
  readonly clock: Clock;
}

/** The Jobs service as devices see it. */
export interface JobService extends AsyncDisposable {
  readonly store: JobStore;
  /** Answers a message on a reserved topic of Jobs; any other is left alone. */
  handle(topic: string, payload: Uint8Array): Promise<void>;
  /** Makes a change and tells the things whose list of pending jobs it changed. */
  changing<T>(things: readonly string[], change: () => T): T;
}

/** Pending executions that a notification lists at most (jobs-comm-notifications). */
const LISTED_MAX = 15;

/**
 * Topics and messages as in the AWS IoT developer guide, jobs-mqtt-api and jobs-comm-notifications.
 * What has taken too long is ended when its time comes, also with nobody asking.
 */
export function createJobService(options: JobServiceOptions): JobService {
  const { store, outbound, clock } = options;
  const device = createDeviceJobs(store, () => Math.floor(clock.now()));
  const expiry = createExpiry(clock, store, () => {
    const overdue = store.overdue();
    const things = [...new Set(overdue.map(({ thing }) => thing))];
    changing(things, () => {
      for (const each of overdue) store.advance({ ...each, status: 'TIMED_OUT' });
    });
  });
  function changing<T>(things: readonly string[], change: () => T): T {
    const before = things.map((thing) => store.pending(thing));
    const result = change();
    for (const [at, thing] of things.entries()) notify(options, thing, before[at] ?? []);
    expiry.look();
    return result;
  }
  expiry.look();
  return {
    store,
    changing,
    async handle(topic, payload) {
      const asked = parseTopic(topic);
      if (asked === undefined) return;
      const stamp = { timestamp: Math.floor(clock.now() / 1_000) };
      try {
        const body = parseBody(payload);
        const accepted = changing([asked.thing], () => answer(device, asked, body));
        await outbound.send(`${topic}/accepted`, { ...accepted, ...stamp, ...tokenOf(body) });
      } catch (error) {
        if (!(error instanceof JobFault)) throw error;
        const { code, message, executionState } = error;
        const token = tokenOf(safely(payload));
        const rejected = { code, message, ...stamp, ...token, executionState };
        await outbound.send(`${topic}/rejected`, rejected);
      }
    },
    [Symbol.asyncDispose]: () => expiry.stop(),
  };
}

interface Asked {
  readonly thing: string;
  readonly operation: string;
  readonly jobId: string | undefined;
}

const REQUEST = /^\$aws\/things\/([^/]+)\/jobs\/(?:([^/]+)\/)?(get|start-next|update)$/u;

function parseTopic(topic: string): Asked | undefined {
  const [, thing, jobId, operation] = REQUEST.exec(topic) ?? [];
  if (thing === undefined || operation === undefined) return undefined;
  return { thing, jobId, operation };
}

function answer(device: DeviceJobs, { thing, operation, jobId }: Asked, body: unknown): object {
  if (jobId === undefined && operation === 'get') return device.pending(thing);
  if (jobId === undefined && operation === 'start-next') return device.startNext(thing, body);
  if (jobId !== undefined && operation === 'get') return device.describe(thing, jobId, body);
  if (jobId !== undefined && operation === 'update') return device.update(thing, jobId, body);
  throw new JobFault('InvalidTopic', 'No operation of Jobs has this topic.');
}

function notify(
  { store, outbound, clock }: JobServiceOptions,
  thing: string,
  before: readonly ExecutionRecord[],
): void {
  const after = store.pending(thing);
  const prefix = `$aws/things/${thing}/jobs`;
  const timestamp = Math.floor(clock.now() / 1_000);
  if (listed(before) !== listed(after)) {
    const jobs = Object.fromEntries(
      (['IN_PROGRESS', 'QUEUED'] as const)
        .map((status) => [status, summaries(after, status)] as const)
        .filter(([, some]) => some.length > 0),
    );
    void outbound.send(`${prefix}/notify`, { timestamp, jobs });
  }
  const [next] = after;
  if (next?.jobId === before[0]?.jobId) return;
  const execution = next === undefined ? {} : { execution: executionOf(store, next) };
  void outbound.send(`${prefix}/notify-next`, { timestamp, ...execution });
}

function summaries(all: readonly ExecutionRecord[], status: ExecutionRecord['status']): object[] {
  return all
    .slice(0, LISTED_MAX)
    .filter((each) => each.status === status)
    .map(summaryOf);
}

function listed(pending: readonly ExecutionRecord[]): string {
  return JSON.stringify(pending.map(({ jobId, status }) => [jobId, status]));
}

/** Calls when the next execution is due; to be asked to look again after every change. */
function createExpiry(clock: Clock, store: JobStore, expire: () => void) {
  let waiting = new AbortController();
  let done: Promise<void> = Promise.resolve();
  let armedFor: number | undefined;
  const wait = async (due: number, signal: AbortSignal): Promise<void> => {
    await clock.sleepUntil(due, signal).catch(() => undefined);
    if (signal.aborted) return;
    armedFor = undefined;
    expire();
  };
  const look = (): void => {
    const due = store.nextDue();
    if (due === armedFor) return;
    armedFor = due;
    waiting.abort();
    waiting = new AbortController();
    if (due === undefined) return;
    done = wait(due, waiting.signal);
  };
  return {
    look,
    async stop() {
      armedFor = Number.NEGATIVE_INFINITY;
      waiting.abort();
      await done;
    },
  };
}

function parseBody(payload: Uint8Array): unknown {
  if (payload.length === 0) return {};
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  } catch {
    throw new JobFault('InvalidJson', 'The request is not JSON in UTF-8.');
  }
}

function safely(payload: Uint8Array): unknown {
  try {
    return parseBody(payload);
  } catch {
    return undefined;
  }
}

function tokenOf(body: unknown): { readonly clientToken?: string } {
  const { clientToken } = (body ?? {}) as { readonly clientToken?: unknown };
  return typeof clientToken === 'string' ? { clientToken } : {};
}
