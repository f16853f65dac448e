import { botTraffic } from './bot-traffic.ts';
import type { CommerceEvent } from './commerce-event.ts';
import { feedGap } from './feed-gap.ts';
import { paymentOutage } from './payment-outage.ts';
import { promotion } from './promotion.ts';

/** Everything that can happen to a storefront; a new event is a file beside these and a line here. */
export const COMMERCE_EVENTS: readonly CommerceEvent[] = [
  promotion,
  paymentOutage,
  botTraffic,
  feedGap,
];
