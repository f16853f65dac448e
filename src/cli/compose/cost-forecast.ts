import { ASSUMPTIONS, type Assumptions } from '../../cloud/aws/cost/assumptions.ts';
import { forecast, type Forecast } from '../../cloud/aws/cost/forecast.ts';
import { overrideAssumptions, overridePrices } from '../../cloud/aws/cost/override.ts';
import type { DeviceFlow } from '../../cloud/aws/cost/usage.ts';
import { PRICE_LIST, PRICES, type Prices } from '../../cloud/stack/prices.ts';
import { pmSimStack } from '../../cloud/stack/pm-sim-stack.ts';
import { shardsFor } from '../../cloud/stack/shards.ts';
import type { Stack } from '../../cloud/stack/stack.ts';
import { measureTraffic, type MeasuredTraffic } from './measure-traffic.ts';
import type { RunProfile } from './profile-sections.ts';

export interface CostRequest {
  readonly devices: readonly number[];
  readonly streamMode: 'provisioned' | 'on-demand';
  /** `name=value` each. */
  readonly prices: readonly string[];
  readonly assumptions: readonly string[];
  readonly durationMs?: number;
  readonly seed: string;
}

interface FleetForecast extends Forecast {
  readonly devices: number;
  readonly filters: boolean;
  /** Of each provisioned stream. */
  readonly shards: number;
}

export interface CostResult {
  readonly profile: string;
  readonly seed: string;
  readonly measured: MeasuredTraffic;
  readonly streamMode: CostRequest['streamMode'];
  readonly priceList: string;
  readonly prices: Prices;
  readonly assumptions: Assumptions;
  readonly forecasts: readonly FleetForecast[];
}

/**
 * Measures what devices of the profile send, and what the pipeline of as many as asked for costs.
 * @throws PmSimError `cost/…` for a price or an assumption that there is not
 */
export function costForecast(profile: RunProfile, request: CostRequest): CostResult {
  const prices = overridePrices(PRICES, request.prices);
  const assumptions = overrideAssumptions(ASSUMPTIONS, request.assumptions);
  const { seed, streamMode, durationMs } = request;
  const measured = measureTraffic(
    profile,
    durationMs === undefined ? { seed } : { seed, durationMs },
  );
  const forecasts = request.devices.flatMap((devices) =>
    [false, true].map((filters) => {
      const flow = filters ? measured.filtered : measured.unfiltered;
      const shards = shardsOf(devices, flow, assumptions);
      const stack = stackOf(profile, { streamMode, shards });
      const result = forecast({ stack, devices, flow, prices, assumptions });
      return { devices, filters, shards, ...result };
    }),
  );
  return {
    profile: profile.profile,
    seed,
    measured,
    streamMode,
    priceList: PRICE_LIST,
    prices,
    assumptions,
    forecasts,
  };
}

/** Enough for either stream. */
function shardsOf(devices: number, flow: DeviceFlow, assumptions: Assumptions): number {
  const recordsPerSecond = devices * flow.messagesPerSecond;
  const recordBytes = Math.max(flow.payloadBytes, assumptions['scored-record-bytes']);
  return shardsFor({ recordsPerSecond, bytesPerSecond: recordsPerSecond * recordBytes });
}

function stackOf(
  { scoring, site }: RunProfile,
  {
    streamMode,
    shards,
  }: { readonly streamMode: CostRequest['streamMode']; readonly shards: number },
): Stack {
  const mode = streamMode === 'on-demand' ? 'ON_DEMAND' : 'PROVISIONED';
  return pmSimStack({ scoring, site, emails: [], shardCount: shards, streamMode: mode });
}
