import type { CommerceEvent } from './commerce-event.ts';

/** Scrapers or scalpers: visits without orders that come, stay some hours and go. Engineering judgement. */
export const botTraffic: CommerceEvent = {
  mode: 'bot-traffic',
  description: 'Machines visit: up to nine times the sessions, no order more',
  kind: 'operational',
  course: 'excursion',
  defaultOverMs: 3 * 3_600_000,
  perDeviceYear: 24,
  channels: ['sessions', 'conversion_share'],
  apply(effects, damage) {
    effects.bots += 8 * damage;
  },
};
