import type { Random } from '../../../runtime/random.ts';
import { CATEGORIES, CHANNELS, choose, COUNTRIES, PAYMENT_METHODS } from './assortment.ts';
import { customerValueScore } from './customer-value.ts';
import { createCustomers, type Customers } from './customers.ts';
import type { CommerceEffects } from './effects.ts';
import type { Order } from './order.ts';
import type { Market } from './market.ts';

/** Somebody wants to buy. */
export interface Purchase {
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
export function createDraw(name: string, { market, size, random }: DrawOptions) {
  const { basket, customerValue } = market.model;
  const home = choose(COUNTRIES, random.fork('country').next()).name;
  const customers = customersOf({ market, size, random });
  let last = market.startMs;
  let number = 0;
  return ({ at, random: own, effects }: Purchase): Order | undefined => {
    // Every purchase draws alike, so that an event changes no later one's numbers.
    const u = eight(own);
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

/** Eight uniform numbers in [0, 1). */
function eight(random: Random) {
  const two = (): readonly [number, number] => [random.next(), random.next()];
  return [...two(), ...two(), ...two(), ...two()] as const;
}

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
