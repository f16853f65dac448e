import type { IoTClient } from '@aws-sdk/client-iot';
import type { Clock } from '../../runtime/clock.ts';
import type { Random } from '../../runtime/random.ts';
import { retry } from '../../runtime/retry.ts';

/** What paces conversations with the IoT control plane. */
export interface PacedContext {
  /** The machine's time of day: it judges validity and paces retries. */
  readonly clock: Clock;
  /** Spreads retries. */
  readonly random: Random;
  readonly signal?: AbortSignal;
}

/** What every conversation with the IoT control plane needs. */
export interface IotContext extends PacedContext {
  readonly iot: IoTClient;
}

const RETRY = { baseMs: 200, maxMs: 10_000, attemptsMax: 8 } as const;

/** What passes by itself (AWS IoT API reference, common errors). */
const TRANSIENT: readonly string[] = [
  'ThrottlingException',
  'ServiceUnavailableException',
  'InternalFailureException',
  'InternalException',
];

/**
 * What a deletion meets while a detachment has not reached every server: AWS IoT detaches things
 * and policies in the background (API reference, DetachThingPrincipal, DetachPolicy).
 */
const SETTLING: readonly string[] = [
  ...TRANSIENT,
  'DeleteConflictException',
  'InvalidRequestException',
];

/** One call, repeated for as long as what is wrong may pass by itself. */
export function call<T>(context: IotContext, work: (iot: IoTClient) => Promise<T>): Promise<T> {
  return callPaced(context, () => work(context.iot));
}

/** As `call`, for whoever speaks to the control plane by another way than a client of the SDK. */
export function callPaced<T>(context: PacedContext, work: () => Promise<T>): Promise<T> {
  return repeat(context, work, TRANSIENT);
}

/** As `call`, for what may have to wait until a detachment has taken effect. */
export function callSettling<T>(
  context: IotContext,
  work: (iot: IoTClient) => Promise<T>,
): Promise<T> {
  return repeat(context, () => work(context.iot), SETTLING);
}

function repeat<T>(
  { clock, random, signal }: PacedContext,
  work: () => Promise<T>,
  names: readonly string[],
): Promise<T> {
  return retry(work, {
    ...RETRY,
    clock,
    random,
    ...(signal === undefined ? {} : { signal }),
    retryable: (error) => error instanceof Error && names.includes(error.name),
  });
}

/** Every item of a listing, page after page. */
export async function allPages<T>(
  load: (token: string | undefined) => Promise<{
    readonly items: readonly T[] | undefined;
    readonly next: string | undefined;
  }>,
): Promise<T[]> {
  const found: T[] = [];
  let token: string | undefined;
  do {
    const { items = [], next } = await load(token);
    found.push(...items);
    token = next;
  } while (token !== undefined && token !== '');
  return found;
}
