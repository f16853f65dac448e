import { formatDuration } from '../../runtime/duration.ts';
import type { CostResult } from '../compose/cost-forecast.ts';
import { formatCount, formatShare, formatValue } from '../format.ts';

/** A table for people: services down, fleets across, each without and with the edge filters. */
export function costText(result: CostResult): string {
  const { forecasts } = result;
  const services = [
    ...new Set(forecasts.flatMap(({ items }) => items.map((item) => item.service))),
  ];
  const rows = [
    ['', ...forecasts.map(({ devices, filters }) => (filters ? '' : devicesText(devices)))],
    ['USD a month', ...forecasts.map(({ filters }) => (filters ? 'filtered' : 'everything'))],
    ...services.map((service) => [
      service,
      ...forecasts.map(({ items }) =>
        usdText(sum(items.flatMap((item) => (item.service === service ? [item.usd] : [])))),
      ),
    ]),
    ['total', ...forecasts.map(({ usd }) => usdText(usd))],
    ['a device', ...forecasts.map(({ usd, devices }) => usdText(usd / devices))],
    ...(result.streamMode === 'provisioned'
      ? [['shards a stream', ...forecasts.map(({ shards }) => formatCount(shards))]]
      : []),
  ];
  return `${headText(result)}\n\n${alignRight(rows).join('\n')}\n\n${footText(result)}\n`;
}

function headText({ profile, seed, measured }: CostResult): string {
  const { unfiltered, filtered, devices, countedMs } = measured;
  const share = formatShare(filtered.messagesPerSecond, unfiltered.messagesPerSecond);
  return [
    `${profile}, measured on ${devices} healthy devices over ${formatDuration(countedMs)}, seed ${seed}:`,
    `a device makes ${rateText(unfiltered.messagesPerSecond)} of ${formatCount(unfiltered.payloadBytes)} bytes; ` +
      `its edge filters send ${share} of them`,
  ].join('\n');
}

function footText({ priceList, streamMode }: CostResult): string {
  return (
    `${priceList}; streams ${streamMode}. Without free tiers, taxes, logs and support.\n` +
    'Prices and assumptions: --json shows them, --price and --assume change them.'
  );
}

function rateText(perSecond: number): string {
  if (perSecond >= 0.995) return `${formatValue(perSecond)} messages a second`;
  return `${formatValue(perSecond * 60)} messages a minute`;
}

function devicesText(devices: number): string {
  return devices === 1 ? '1 device' : `${formatCount(devices)} devices`;
}

function usdText(usd: number): string {
  return usd >= 99.5 ? formatCount(usd) : usd.toFixed(2);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The first column to the left, figures to the right. */
function alignRight(rows: readonly (readonly string[])[]): readonly string[] {
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, at) =>
    Math.max(...rows.map((row) => (row[at] ?? '').length)),
  );
  return rows.map((row) =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
