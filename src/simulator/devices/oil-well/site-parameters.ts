import { z } from 'zod';
import { quantity } from '../../quantity.ts';

export const oilFieldSite = z.strictObject({
  /** Name of the site; part of every topic. */
  name: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/u, 'letters, digits, - and _'),
  /** Degrees north and east of the field's first well. */
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  /** Distance between neighbouring wellheads, m. Engineering judgement. */
  spacingM: quantity(400, 5, 5_000),
  /** Pressure of the flowline that all wells share, bar. Engineering judgement. */
  flowlineBar: quantity(18, 1, 100),
  /** Standard deviation of that pressure, bar, and its memory, minutes. Engineering judgement. */
  flowlineSdBar: quantity(0.3, 0, 10),
  flowlineTauMin: quantity(20, 1, 1_000),
  /** Air or sea at the wellheads, degrees C. Engineering judgement. */
  ambientC: quantity(12, -40, 50),
});

export type OilFieldSiteParameters = z.output<typeof oilFieldSite>;
