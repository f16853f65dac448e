import { hundredths, resolved, thousandths } from '../../signals/resolution.ts';
import type { Order } from './order.ts';

/** What a storefront counts beside its orders. */
interface Counts {
  readonly declined: number;
  /** Visits of people that ended in no purchase, and visits of machines. */
  readonly visits: number;
  readonly bots: number;
  /** Orders of days ago that came back. */
  readonly returns: number;
}

/** The sums of an interval: gathered, and delivered unless the feed stands still. */
export interface Tally {
  add(orders: readonly Order[], counts: Counts): void;
  /** Delivers what was gathered since the last delivery. */
  release(): void;
  /** Keeps what was gathered and delivers that nothing happened. */
  hold(): void;
  metrics(): Readonly<Record<string, number>>;
}

const NOTHING = {
  orders: 0,
  sessions: 0,
  returns: 0,
  units: 0,
  grossUsd: 0,
  revenueUsd: 0,
  returning: 0,
  value: 0,
};

type Sums = { -readonly [K in keyof typeof NOTHING]: number };

/** Weight of a new purchase in the share of the declined ones: about the last twenty count. Judgement. */
const DECLINED_WEIGHT = 1 / 20;

/** @param declinedShare share of the payments that are declined on a good day */
export function createTally(declinedShare: number): Tally {
  let current = declinedShare;
  let told = declinedShare;
  let gathered: Sums = { ...NOTHING };
  let delivered: Readonly<Sums> = NOTHING;
  return {
    add(orders, { declined, visits, bots, returns }) {
      gathered.orders += orders.length;
      const purchases = orders.length + declined;
      const keep = (1 - DECLINED_WEIGHT) ** purchases;
      if (purchases > 0) current = keep * current + (1 - keep) * (declined / purchases);
      gathered.sessions += purchases + visits + bots;
      gathered.returns += returns;
      for (const order of orders) {
        gathered.units += order.quantity;
        gathered.grossUsd += order.quantity * order.unitPriceUsd;
        gathered.revenueUsd += order.totalUsd;
        gathered.returning += order.returning ? 1 : 0;
        gathered.value += order.customerValue;
      }
    },
    release() {
      delivered = gathered;
      told = current;
      gathered = { ...NOTHING };
    },
    hold() {
      delivered = NOTHING;
    },
    metrics: () => metricsOf(delivered, told),
  };
}

/** Shares and means of nothing are absent. */
function metricsOf(sums: Readonly<Sums>, declined: number): Readonly<Record<string, number>> {
  const { orders, sessions, returns, units, grossUsd, revenueUsd } = sums;
  return {
    orders,
    units,
    revenue_usd: hundredths(revenueUsd),
    sessions,
    returns,
    declined_share: thousandths(declined),
    ...(sessions === 0 ? {} : { conversion_share: resolved(orders / sessions, 1e5) }),
    ...(orders === 0
      ? {}
      : {
          basket_usd: hundredths(revenueUsd / orders),
          discount_share: thousandths(1 - revenueUsd / grossUsd),
          returning_share: thousandths(sums.returning / orders),
          customer_value_score: thousandths(sums.value / orders),
        }),
  };
}
