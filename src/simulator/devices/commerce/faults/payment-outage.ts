import type { CommerceEvent } from './commerce-event.ts';

/** The payment provider fails for the better part of an hour. Engineering judgement. */
export const paymentOutage: CommerceEvent = {
  mode: 'payment-outage',
  description: 'Payment provider is down: nine payments of ten are declined, orders are lost',
  kind: 'operational',
  course: 'block',
  defaultOverMs: 45 * 60_000,
  perDeviceYear: 6,
  channels: ['declined_share', 'orders', 'revenue_usd', 'conversion_share', 'units'],
  apply(effects, damage) {
    effects.declined = 1 - (1 - effects.declined) * (1 - 0.9 * damage);
  },
};
