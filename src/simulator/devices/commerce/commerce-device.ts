import type { Random } from '../../../runtime/random.ts';
import { poisson } from '../../signals/poisson.ts';
import type { Device, DeviceInfo } from '../device.ts';
import type { Order } from './order.ts';
import type { CommerceParameters } from './parameters.ts';
import { createRhythm } from './rhythm.ts';
import type { CommerceSiteParameters } from './site-parameters.ts';
import type { Market } from './market.ts';
import { createStorefront } from './storefront.ts';
import { createTally } from './tally.ts';
import { createZipf } from './zipf.ts';

export interface CommerceOptions {
  readonly model: CommerceParameters;
  readonly site: CommerceSiteParameters;
  readonly startMs: number;
  readonly random: Random;
}

/** A storefront as a device; whoever wants the orders themselves takes them instead of advancing it. */
export interface CommerceDevice extends Device {
  takeOrders(ts: number): readonly Order[];
}

/** A shop: returns what makes its storefronts. Each draws from its own streams, named after it. */
export function createShop(options: CommerceOptions): (info: DeviceInfo) => CommerceDevice {
  const { model, site, startMs, random } = options;
  const market: Market = {
    model,
    rhythm: createRhythm(site.utcOffsetH, model.arrivals.weekendFactor),
    zipf: createZipf(model.customers.count, model.customers.zipfExponent),
    startMs,
  };
  return (info) => createCommerceDevice(info, market, random.fork(`device:${info.name}`));
}

function createCommerceDevice(info: DeviceInfo, market: Market, random: Random): CommerceDevice {
  const { model, startMs } = market;
  const storefront = createStorefront(info.name, market, random);
  const visits = random.fork('visits');
  const bots = random.fork('bots');
  const returns = random.fork('returns');
  const tally = createTally(model.basket.declined);
  const missed = 1 / model.arrivals.conversion - 1;
  let now = startMs;
  let orders = 0;
  return {
    info,
    advance(ts) {
      const stepMs = ts - now;
      // Counts between two readings follow the rate in their middle.
      const expected = storefront.perMs(ts - stepMs / 2) * stepMs;
      now = ts;
      const effects = storefront.effectsAt(ts);
      const { orders: sold, declined } = storefront.take(ts);
      tally.add(sold, {
        declined,
        visits: poisson(expected * missed, visits),
        bots:
          effects.bots > 0
            ? poisson((expected / model.arrivals.conversion) * effects.bots, bots)
            : 0,
        returns: poisson(expected * model.basket.returned, returns),
      });
      if (effects.held) tally.hold();
      else tally.release();
      orders = tally.metrics()['orders'] ?? 0;
    },
    metrics: () => tally.metrics(),
    state: () => (orders > 0 ? 'selling' : 'quiet'),
    afflict: (plan) => storefront.afflict(plan),
    takeOrders: (ts) => storefront.take(ts).orders,
  };
}
