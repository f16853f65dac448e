import type { CommerceDevice } from './commerce-device.ts';
import type { Order } from './order.ts';

/** Time that is sold at once, so that an iterator of years holds an hour of orders. */
const CHUNK_MS = 3_600_000;

/**
 * The single orders of some storefronts from `start` to before `end`, in order of time. They are those
 * that the storefronts' readings of the same seed add up; a device that is read cannot give them too.
 */
export function* ordersOf(
  storefronts: readonly CommerceDevice[],
  { start, end }: { readonly start: number; readonly end: number },
): Generator<Order> {
  for (let from = start; from < end; from += CHUNK_MS) {
    const until = Math.min(end, from + CHUNK_MS) - 1;
    const orders = storefronts.flatMap((storefront) => storefront.takeOrders(until));
    yield* orders.toSorted((a, b) => a.ts - b.ts);
  }
}

/** Header of an order file: the kind of columns that public e-commerce data sets have, and our own. */
export const ORDER_COLUMNS = [
  'order_id',
  'order_date',
  'customer_id',
  'product_category',
  'quantity',
  'unit_price',
  'discount',
  'total_amount',
  'payment_method',
  'channel',
  'country',
  'returned',
  'customer_since',
  'storefront',
] as const;

export type OrderRow = Readonly<Record<(typeof ORDER_COLUMNS)[number], string | number | boolean>>;

/** An order as a row; amounts in USD, the discount a share, times ISO 8601 UTC. */
export function rowOf(order: Order): OrderRow {
  return {
    order_id: order.id,
    order_date: new Date(order.ts).toISOString(),
    customer_id: order.customer,
    product_category: order.category,
    quantity: order.quantity,
    unit_price: order.unitPriceUsd,
    discount: order.discount,
    total_amount: order.totalUsd,
    payment_method: order.payment,
    channel: order.channel,
    country: order.country,
    returned: order.returned,
    customer_since: new Date(order.customerSince).toISOString().slice(0, 10),
    storefront: order.storefront,
  };
}
