import type { TurbineFault } from './turbine-fault.ts';

/**
 * The converter is not ready and the turbine stops. At Kelmarsh three "frequency converter not ready"
 * and three "timeout ready for connection" in 181 days, median 2 minutes; WMEP's electrical failures
 * take 1.5 days. The default between them is a judgement. An operational event: the turbine reports
 * it itself, nothing announces it, and there is nothing to detect.
 */
export const converterTrip: TurbineFault = {
  mode: 'converter-trip',
  description: 'The frequency converter trips and restarts by itself',
  kind: 'operational',
  course: 'block',
  defaultOverMs: 600_000,
  perDeviceYear: 12, // 6 electrical stops in 181 days at Kelmarsh
  channels: ['power_kw', 'status_code'],
  apply(effects, damage) {
    if (damage > 0) effects.stop ??= 'tripped';
  },
};
