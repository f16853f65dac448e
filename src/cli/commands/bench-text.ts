import type { BenchResult } from '../bench/run-bench.ts';
import { formatCount, formatMs } from '../format.ts';
import { alignColumns } from '../table.ts';

/** The figures as a table, one a line. */
export function benchText({ target, client, connections, messages }: BenchResult): string {
  const rows: (readonly [string, string])[] = [
    ['broker', target],
    ['client', client],
    ['connections', connectionsText(connections)],
    ['connections/s', formatCount(connections.perS)],
    ['connect p50 / p99', pair(connections.connectMs)],
    ...Object.entries(connections.failures).map(
      ([reason, count]) => [`failed ${formatCount(count)}`, reason] as const,
    ),
  ];
  if (messages !== undefined) {
    const { qos, payloadBytes, receivedPerS } = messages;
    rows.push(
      ['load', `QoS ${qos}, ${payloadBytes} B, ${rateText(messages.rate)}`],
      ['sent', `${formatCount(messages.sent)}, ${formatCount(messages.acknowledged)} acknowledged`],
      ['received', formatCount(messages.received)],
      ['messages/s', receivedPerS === null ? '–' : formatCount(receivedPerS)],
      ['lost / doubled / reordered', [messages.lost, messages.duplicated, messages.reordered].map((count) => formatCount(count)).join(' / ')], // prettier-ignore
      ['latency p50 / p99', pair(messages.latencyMs)],
    );
    if (messages.refused > 0) rows.push(['refused', formatCount(messages.refused)]);
  }
  return alignColumns(rows)
    .map((line) => `${line}\n`)
    .join('');
}

function connectionsText({ asked, opened, dropped }: BenchResult['connections']): string {
  const all = `${formatCount(opened)} of ${formatCount(asked)}`;
  return dropped === 0 ? all : `${all}, ${formatCount(dropped)} dropped since`;
}

function pair({ p50, p99 }: { readonly p50: number | null; readonly p99: number | null }): string {
  return `${formatMs(p50)} / ${formatMs(p99)}`;
}

function rateText(rate: number | 'max'): string {
  return rate === 'max' ? 'as fast as it goes' : `${rate}/s a connection`;
}
