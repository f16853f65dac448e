import { z } from 'zod';
import { quantity } from '../../quantity.ts';

const share = (value: number) => quantity(value, 0, 1);

const arrivals = z
  .strictObject({
    /** Orders of a storefront of usual size on a working day. Engineering judgement. */
    ordersPerDay: quantity(1_400, 1, 1_000_000),
    /** Orders on a Saturday or Sunday, times those of a working day. Engineering judgement. */
    weekendFactor: quantity(1.3, 0, 10),
    /** Share of the visits that end in an order. Engineering judgement: trade reports say 2-4 %. */
    conversion: quantity(0.03, 0.001, 1),
    /** How storefronts differ in size: sd of the log. Engineering judgement. */
    sizeSdLog: quantity(0.3, 0, 2),
  })
  .prefault({});

const customers = z
  .strictObject({
    /** Customers of a storefront, who order with the weight rank^-exponent (Zipf). Judgement. */
    count: z.int().min(10).max(1_000_000).default(100_000),
    zipfExponent: quantity(0.5, 0, 3),
    /** The oldest account, days. Engineering judgement. */
    oldestDays: quantity(1_095, 1, 20_000),
  })
  .prefault({});

const basket = z
  .strictObject({
    /** Units of an order: log-normal, at least one. Engineering judgement. */
    unitsMedian: quantity(1.6, 0.5, 100),
    unitsSdLog: quantity(0.6, 0, 2),
    /** Scatter of a unit's price about its category's, sd of the log. Engineering judgement. */
    priceSdLog: quantity(0.5, 0, 2),
    /** Share of the orders with a discount, and the deepest. Engineering judgement. */
    discounted: share(0.25),
    discountMax: quantity(0.3, 0, 0.9),
    /** Share of the orders that come back. Engineering judgement. */
    returned: share(0.08),
    /** Share of the payments that are declined on a good day. Engineering judgement. */
    declined: quantity(0.02, 0, 0.5),
  })
  .prefault({});

/** How much a customer is worth to the shop; see `customer-value.ts`. Engineering judgement. */
export const customerValueSection = z
  .strictObject({
    /** Weights of how lately, how often and for how much; they count relative to their sum. */
    recencyWeight: quantity(0.3, 0, 1),
    frequencyWeight: quantity(0.3, 0, 1),
    monetaryWeight: quantity(0.4, 0, 1),
    /** Days after which a customer's last order counts 1/e. */
    recencyDays: quantity(60, 1, 10_000),
    /** Orders and spending a year that count 1 - 1/e. */
    ordersPerYear: quantity(6, 0.1, 10_000),
    spendPerYearUsd: quantity(500, 1, 1e7),
  })
  .prefault({});

/** Share of the rows of an order file that are dirty in each way; telemetry is never dirty. */
const ordersDirtSection = z
  .strictObject({
    /** Dates in another style than ISO 8601. */
    mixedDates: share(0),
    /** Amounts as text, with a currency and blanks around them. */
    paddedCurrency: share(0),
    /** Texts whose UTF-8 was read as Latin-1. */
    mojibake: share(0),
    /** Rows that are written twice. */
    duplicates: share(0),
  })
  .prefault({});

export type OrdersDirt = z.output<typeof ordersDirtSection>;

export const commerceModel = z.strictObject({
  arrivals,
  customers,
  basket,
  customerValue: customerValueSection,
  dirt: ordersDirtSection,
});

export type CommerceParameters = z.output<typeof commerceModel>;
