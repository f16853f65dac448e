import type { Random } from '../../../runtime/random.ts';
import { poisson } from '../../signals/poisson.ts';
import type { CustomerHistory } from './customer-value.ts';
import type { Zipf } from './zipf.ts';

const DAY_MS = 86_400_000;
/** Scatter of what one customer has spent, sd of the log. Engineering judgement. */
const SPEND_SD_LOG = 0.4;

export interface CustomersOptions {
  readonly zipf: Zipf;
  readonly startMs: number;
  readonly oldestDays: number;
  /** Of the whole storefront on a mean working day. */
  readonly ordersPerDay: number;
  readonly meanOrderUsd: number;
  readonly random: Random;
}

/** A storefront's customers; one is thought of only when he orders, his past before the start included. */
export interface Customers {
  /** Rank of whoever orders next. */
  next(uniform: number): number;
  /** What is known of him just before an instant. */
  history(rank: number, ts: number): CustomerHistory;
  /** When his account began, ms since the epoch. */
  since(rank: number, ts: number): number;
  bought(rank: number, ts: number, usd: number): void;
}

interface Account {
  readonly sinceMs: number;
  lastMs: number;
  orders: number;
  spendUsd: number;
}

export function createCustomers(options: CustomersOptions): Customers {
  const accounts = new Map<number, Account>();
  const accountOf = (rank: number, ts: number): Account => {
    const known = accounts.get(rank);
    if (known !== undefined) return known;
    const drawn = drawPast(rank, ts, options);
    accounts.set(rank, drawn);
    return drawn;
  };
  return {
    next: (uniform) => options.zipf.rankOf(uniform),
    history(rank, ts) {
      const { sinceMs, lastMs, orders, spendUsd } = accountOf(rank, ts);
      const recencyDays = (ts - lastMs) / DAY_MS;
      return { recencyDays, orders, spendUsd, tenureDays: (ts - sinceMs) / DAY_MS };
    },
    since: (rank, ts) => accountOf(rank, ts).sinceMs,
    bought(rank, ts, usd) {
      const account = accountOf(rank, ts);
      account.lastMs = ts;
      account.orders += 1;
      account.spendUsd += usd;
    },
  };
}

/** His orders before the start are those of his own Poisson process; without any he is new now. */
function drawPast(rank: number, ts: number, options: CustomersOptions): Account {
  const { zipf, startMs, oldestDays, ordersPerDay, meanOrderUsd } = options;
  const random = options.random.fork(`customer:${rank}`);
  const perDay = ordersPerDay * zipf.probability(rank);
  const tenureDays = oldestDays * random.next();
  const orders = poisson(perDay * tenureDays, random);
  if (orders === 0) return { sinceMs: ts, lastMs: Number.NEGATIVE_INFINITY, orders, spendUsd: 0 };
  const agoDays = Math.min(tenureDays, random.exponential() / perDay);
  return {
    sinceMs: Math.round(startMs - tenureDays * DAY_MS),
    lastMs: startMs - agoDays * DAY_MS,
    orders,
    spendUsd: orders * meanOrderUsd * Math.exp(SPEND_SD_LOG * random.normal()),
  };
}
