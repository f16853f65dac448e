import type { Random } from '../../../runtime/random.ts';
import type { FaultPlan } from '../../faults/fault.ts';
import { CATEGORIES, CHANNELS, choose, COUNTRIES, PAYMENT_METHODS } from './assortment.ts';
import { customerValueScore } from './customer-value.ts';
import { createCustomers, type Customers } from './customers.ts';
import { plainDay, type CommerceEffects } from './effects.ts';
import { COMMERCE_EVENTS } from './faults/index.ts';
import { UPLIFT_MAX } from './faults/promotion.ts';
import type { Order } from './order.ts';
import type { CommerceParameters } from './parameters.ts';
import type { Rhythm } from './rhythm.ts';
import type { Zipf } from './zipf.ts';

const DAY_MS = 86_400_000;

/** What the storefronts of a site share. */
export interface Market {
  readonly model: CommerceParameters;
  readonly rhythm: Rhythm;
  readonly zipf: Zipf;
  readonly startMs: number;
}

/** What happened at a storefront since it was last asked. */
export interface Sales {
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

interface Purchase {
  readonly at: number;
  readonly random: Random;
  readonly effects: CommerceEffects;
}

interface DrawOptions {
  readonly market: Market;
  readonly size: number;
  readonly random: Random;
}

/** Makes what turns a purchase into an order, or into nothing when its payment is declined. */
function createDraw(name: string, { market, size, random }: DrawOptions) {
  const { basket, customerValue } = market.model;
  const home = choose(COUNTRIES, random.fork('country').next()).name;
  const customers = customersOf({ market, size, random });
  let last = market.startMs;
  let number = 0;
  return ({ at, random: own, effects }: Purchase): Order | undefined => {
    // Every purchase draws alike, so that an event changes no later one's numbers.
    const u = Array.from({ length: 8 }, () => own.next()) as unknown as Uniforms;
    const [units, price] = [own.normal(), own.normal()];
    if (u[0] < 1 - (1 - basket.declined) * (1 - effects.declined)) return undefined;
    last = Math.max(last + 1, Math.ceil(at));
    number += 1;
    const rank = customers.next(u[1]);
    const history = customers.history(rank, last);
    const category = choose(CATEGORIES, u[2]);
    const quantity = Math.max(
      1,
      Math.round(basket.unitsMedian * Math.exp(basket.unitsSdLog * units)),
    );
    const unitPriceUsd = cents(category.priceUsd * Math.exp(basket.priceSdLog * price));
    const given = u[3] < basket.discounted ? (u[3] / basket.discounted) * basket.discountMax : 0;
    const discount = Math.round(100 * Math.min(0.9, given + effects.discount)) / 100;
    const totalUsd = cents(quantity * unitPriceUsd * (1 - discount));
    const customerSince = customers.since(rank, last);
    customers.bought(rank, last, totalUsd);
    return {
      id: `${name}-${String(number).padStart(7, '0')}`,
      storefront: name,
      ts: last,
      customer: `${name}-c${String(rank).padStart(6, '0')}`,
      customerSince,
      category: category.name,
      quantity,
      unitPriceUsd,
      discount,
      totalUsd,
      payment: choose(PAYMENT_METHODS, u[4]).name,
      channel: choose(CHANNELS, u[5]).name,
      country: u[6] < DOMESTIC ? home : choose(COUNTRIES, (u[6] - DOMESTIC) / (1 - DOMESTIC)).name,
      returned: u[7] < basket.returned,
      returning: history.orders > 0,
      customerValue: customerValueScore(history, customerValue),
    };
  };
}

type Uniforms = readonly [number, number, number, number, number, number, number, number];

/** Share of the orders from the storefront's own country. Engineering judgement. */
const DOMESTIC = 0.85;

function customersOf({ market, size, random }: DrawOptions): Customers {
  const { model, zipf, startMs } = market;
  const { arrivals, basket } = model;
  const priceUsd = CATEGORIES.reduce((sum, { weight, priceUsd: each }) => sum + weight * each, 0);
  return createCustomers({
    zipf,
    startMs,
    oldestDays: model.customers.oldestDays,
    ordersPerDay: arrivals.ordersPerDay * size,
    meanOrderUsd: basket.unitsMedian * priceUsd,
    random: random.fork('customers'),
  });
}

function cents(usd: number): number {
  return Math.max(0.01, Math.round(100 * usd) / 100);
}
