import type { CommerceEvent } from './commerce-event.ts';

/** Further orders at full strength, times the usual ones. Engineering judgement. */
export const UPLIFT_MAX = 1.5;

/** A sale: more orders at a deeper discount for a day or two, about monthly. Engineering judgement. */
export const promotion: CommerceEvent = {
  mode: 'promotion',
  description: 'Sale: up to two and a half times the orders, a fifth off every price',
  kind: 'operational',
  course: 'block',
  defaultOverMs: 24 * 3_600_000,
  perDeviceYear: 12,
  channels: ['discount_share', 'orders', 'revenue_usd', 'units'],
  apply(effects, damage) {
    effects.uplift += UPLIFT_MAX * damage;
    effects.discount += 0.2 * damage;
  },
};
