import { z } from 'zod';
import { quantity } from '../../quantity.ts';

/** Where the homes are. They share the place and its daily rhythm, nothing else: homes are independent. */
export const audioSite = z.strictObject({
  /** Name of the fleet; part of every stream of randomness and of every message. */
  name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/u, 'lower-case letters, digits and hyphens'),
  /** Degrees north and east. The longitude sets the local time of day. */
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  /** Distance between neighbouring homes, m. Engineering judgement. */
  spacingM: quantity(40, 1, 100_000),
  /** Mean room temperature and half its daily range, degrees C and K. Engineering judgement. */
  roomC: quantity(22, 0, 45),
  roomSwingK: quantity(1.5, 0, 15),
});

export type AudioSiteParameters = z.output<typeof audioSite>;
