import type { Random } from '../../../runtime/random.ts';
import type { FaultPlan } from '../../faults/fault.ts';
import { plainDay, type CommerceEffects } from './effects.ts';
import { COMMERCE_EVENTS } from './faults/index.ts';
import { UPLIFT_MAX } from './faults/promotion.ts';
import type { Order } from './order.ts';
import type { Market } from './market.ts';
import { createDraw, type Purchase } from './purchase.ts';

const DAY_MS = 86_400_000;

/** What happened at a storefront since it was last asked. */
interface Sales {
  readonly orders: readonly Order[];
  /** Payments that were declined: orders that were lost. */
  readonly declined: number;
}

export interface Storefront {
  /** Sales after the last call's instant, up to and including `ts`. */
  take(ts: number): Sales;
  /** Orders that a plain day brings at an instant, per ms. */
  perMs(ts: number): number;
  effectsAt(ts: number): CommerceEffects;
  afflict(plan: FaultPlan): void;
}

/** Source of purchases with its own randomness: the usual ones, and those that a promotion adds. */
interface Stream {
  readonly random: Random;
  readonly peakPerMs: number;
  readonly perMs: (ts: number) => number;
  next: number;
}

/**
 * A storefront whose purchases are a Poisson process that follows the rhythm (thinning: Lewis and
 * Shedler, Naval Res. Logist. Q. 26, 1979). Those that a promotion adds are a second process, so that
 * the usual ones stay the same.
 */
export function createStorefront(name: string, market: Market, random: Random): Storefront {
  const { model, rhythm, startMs } = market;
  const size = Math.exp(model.arrivals.sizeSdLog * clipped(random.fork('size')));
  const meanPerMs = (model.arrivals.ordersPerDay * size) / DAY_MS;
  const perMs = (ts: number): number => meanPerMs * rhythm.at(ts);
  const events: {
    readonly plan: FaultPlan;
    readonly apply: (typeof COMMERCE_EVENTS)[number]['apply'];
  }[] = [];
  const effectsAt = (ts: number): CommerceEffects => {
    const effects = plainDay();
    for (const { plan, apply } of events) apply(effects, plan.damageAt(ts));
    return effects;
  };
  const peakPerMs = meanPerMs * rhythm.peak;
  const usual: Stream = { random: random.fork('orders'), peakPerMs, perMs, next: startMs };
  const added: Stream = {
    random: random.fork('promotion'),
    peakPerMs: peakPerMs * UPLIFT_MAX,
    perMs: (ts) => perMs(ts) * Math.min(UPLIFT_MAX, effectsAt(ts).uplift),
    next: Number.POSITIVE_INFINITY,
  };
  const draw = createDraw(name, { market, size, random });
  skip(usual);
  return {
    take: (ts) => takeUntil(ts, [usual, added], { draw, effectsAt }),
    perMs,
    effectsAt,
    afflict(plan) {
      const event = COMMERCE_EVENTS.find(({ mode }) => mode === plan.event.mode);
      if (event === undefined) return;
      events.push({ plan, apply: event.apply });
      if (event.mode !== 'promotion') return;
      added.next = Math.min(added.next, plan.event.onset);
      skip(added);
    },
  };
}

/** No storefront lies beyond two standard deviations. */
function clipped(random: Random): number {
  return Math.max(-2, Math.min(2, random.normal()));
}

/** Moves a stream to its next purchase; one that will never have any is at infinity. */
function skip(stream: Stream): void {
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    stream.next += stream.random.exponential() / stream.peakPerMs;
    if (stream.random.chance(stream.perMs(stream.next) / stream.peakPerMs)) return;
  }
  stream.next = Number.POSITIVE_INFINITY;
}

/** Candidates without a purchase after which a promotion counts as over: days of them. */
const TRIES_MAX = 20_000;

interface Till {
  readonly draw: (purchase: Purchase) => Order | undefined;
  readonly effectsAt: (ts: number) => CommerceEffects;
}

function takeUntil(ts: number, streams: readonly [Stream, Stream], till: Till): Sales {
  const [usual, added] = streams;
  const orders: Order[] = [];
  let declined = 0;
  for (;;) {
    const stream = usual.next <= added.next ? usual : added;
    if (stream.next > ts) return { orders, declined };
    const { next: at, random } = stream;
    const order = till.draw({ at, random, effects: till.effectsAt(at) });
    if (order === undefined) declined += 1;
    else orders.push(order);
    skip(stream);
  }
}
