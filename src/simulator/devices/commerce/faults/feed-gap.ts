import type { CommerceEvent } from './commerce-event.ts';

/** The export of the shop stands still and then delivers all at once. Engineering judgement. */
export const feedGap: CommerceEvent = {
  mode: 'feed-gap',
  description: 'Feed stands still: no orders at all, then the backlog in one interval',
  kind: 'operational',
  course: 'block',
  defaultOverMs: 30 * 60_000,
  perDeviceYear: 12,
  channels: ['orders', 'sessions', 'revenue_usd', 'units'],
  apply(effects, damage) {
    effects.held ||= damage > 0;
  },
};
