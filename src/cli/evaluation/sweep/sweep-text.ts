import { duration, share } from '../evaluation-text.ts';
import { dollars } from '../../format.ts';
import { alignColumns } from '../../table.ts';
import type { MessagePrice } from '../../prices.ts';
import type { SweepPoint } from './run-sweep.ts';

/** The settings as rows of cells, the first row the heads. */
export function sweepRows(policy: string, points: readonly SweepPoint[]): string[][] {
  const head = [policy, 'messages dropped', 'bytes dropped', 'saved a month', 'recall'];
  return [
    [...head, 'delay, median', 'false alarms a device-day', 'NRMSE of the dropped'],
    ...points.map((point) => [
      point.setting,
      share(point.messagesDropped),
      share(point.bytesDropped),
      dollars(point.usdSavedPerMonth),
      share(point.recall),
      duration(point.delayMedianMs),
      point.falseAlarmsPerDeviceDay?.toFixed(3) ?? '–',
      point.nrmse?.toFixed(4) ?? '–',
    ]),
  ];
}

export function sweepText(rows: readonly (readonly string[])[], price: MessagePrice): string {
  return `${[...alignColumns(rows), '', priceLine(price)].join('\n')}\n`;
}

/** What the money is reckoned from. */
export function priceLine({ usdPerMillion, meterBytes, source }: MessagePrice): string {
  return `Messages at $${usdPerMillion} a million, metered in steps of ${meterBytes / 1_000} kB (${source}).`;
}
