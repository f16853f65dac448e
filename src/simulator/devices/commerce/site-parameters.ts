import { z } from 'zod';
import { quantity } from '../../quantity.ts';

/** What the storefronts share: a place and its clock. They sell to different customers. */
export const commerceSite = z.strictObject({
  /** Name of the shop; part of every topic. */
  name: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/u, 'letters, digits, - and _'),
  /** Degrees north and east of the first storefront's servers. */
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  /** Distance between neighbouring storefronts, m. They have none; it only spreads them on a map. */
  spacingM: quantity(100, 1, 100_000),
  /** Hours by which the customers' clock is ahead of UTC. */
  utcOffsetH: quantity(0, -12, 14),
});

export type CommerceSiteParameters = z.output<typeof commerceSite>;
