import { formatDuration } from '../../runtime/duration.ts';
import type { BrokerSummary, PathSummary, RunSummary } from '../../telemetry/run-event.ts';
import {
  dollars,
  formatBytes,
  formatCount,
  formatMs,
  formatShare,
  formatShort,
} from '../format.ts';
import { AWS_IOT_CORE_2024, monthlyRate } from '../prices.ts';
import type { Style } from '../style.ts';
import { backlogPeakText, wasNoticeable } from './backlog-text.ts';

/** Devices with alerts that the summary names; the report has them all. */
const DEVICES_SHOWN_MAX = 6;

/** The end of every run as a table for people: label, figure, what it is made of. */
export function summaryText(summary: RunSummary, style: Style): string {
  const rows = summaryRows(summary);
  const labelWidth = Math.max(...rows.map(([label]) => label.length));
  const figureWidth = Math.max(...rows.map(([, figure]) => figure.length));
  const lines = rows.map(([label, figure, detail]) => {
    const cells = `  ${style.dim(label.padEnd(labelWidth))}  ${style.bold(figure.padStart(figureWidth))}`;
    return detail === '' ? cells : `${cells}  ${detail}`;
  });
  return `\n${headline(summary, style)}\n\n${lines.join('\n')}\n`;
}

type Row = readonly [label: string, figure: string, detail: string];

function headline(summary: RunSummary, style: Style): string {
  const { profile, devices, seed, interrupted } = summary;
  const facts = [
    style.bold(profile),
    `${formatCount(devices)} ${devices === 1 ? 'device' : 'devices'}`,
    `seed ${seed}`,
    `${formatDuration(summary.simulatedMs)} simulated in ${formatDuration(summary.wallMs)}`,
  ];
  if (interrupted) facts.push(style.yellow('interrupted'));
  return facts.join(style.dim(' · '));
}

function summaryRows(summary: RunSummary): Row[] {
  const { generated, published } = summary;
  const nearHalf: readonly Row[] = [
    ['generated', formatCount(generated), `readings, ${formatBytes(summary.bytesGenerated)}`],
    ['dropped at the edge', formatCount(sum(summary.dropped)), perFilter(summary.dropped)],
    ['published', formatCount(published), formatBytes(summary.bytesPublished)],
    acknowledgedRow(summary),
  ];
  const saved: readonly Row[] = [
    ['saved at the edge', formatShare(generated - published, generated), savedBytes(summary)],
    savedRow(summary),
    ['all readings', 'SHA-256', summary.telemetrySha256],
  ];
  if (summary.atBroker !== undefined) return [...nearHalf, ...brokerRows(summary), ...saved];
  return [
    ...nearHalf,
    ['through the rule', formatCount(summary.routed), shortfall(published - summary.routed)],
    ['scored', formatCount(summary.scored), shortfall(published - summary.scored)],
    ['alerts', formatCount(summary.alerts), perDevice(summary.alertsByDevice)],
    ['lost', formatCount(summary.lost), 'by sequence number'],
    ['duplicated', formatCount(summary.duplicated), ''],
    ['reordered', formatCount(summary.reordered), ''],
    latencyRow(summary),
    ...backlogRow(summary),
    ...saved,
  ];
}

function acknowledgedRow({ published, acknowledged, atBroker }: RunSummary): Row {
  const missing = shortfall(published - acknowledged);
  if (atBroker?.qos !== 0) return ['acknowledged', formatCount(acknowledged), missing];
  return ['handed over', formatCount(acknowledged), missing || 'QoS 0 is not acknowledged'];
}

/** What is known of a run that ended at somebody's broker. */
function brokerRows({ atBroker }: BrokerSummary): readonly Row[] {
  const { connections, workers, resent, lagMs } = atBroker;
  const { p50, p99 } = lagMs;
  return [
    ['connections', formatCount(connections), `${workers} ${workers === 1 ? 'thread' : 'threads'}`],
    ['sent again', formatCount(resent), resentText(resent)],
    p50 === null || p99 === null
      ? ['behind schedule', '–', 'nothing was due']
      : ['behind schedule', formatMs(p50), `median, p99 ${formatMs(p99)}`],
  ];
}

function resentText(resent: number): string {
  const what = 'after a connection broke';
  return resent === 0 ? what : `${what}: no more than these can have come twice`;
}

function latencyRow({ latencyMs }: PathSummary): Row {
  const { p50, p99 } = latencyMs;
  if (p50 === null) return ['sample to alert', '–', 'no alert to measure'];
  return ['sample to alert', formatMs(p50), `median, p99 ${formatMs(p99)}`];
}

function backlogRow({ backlog }: PathSummary): readonly Row[] {
  if (backlog === undefined || !wasNoticeable(backlog)) return [];
  return [['backlog at most', formatCount(backlog.recordsPeak), backlogPeakText(backlog)]];
}

function savedBytes({ bytesGenerated, bytesPublished }: RunSummary): string {
  const share = formatShare(bytesGenerated - bytesPublished, bytesGenerated);
  return `of messages, ${share} of bytes`;
}

/** What the edge saves in a month at this rate, in messages, bytes and money. */
function savedRow(summary: RunSummary): Row {
  const price = AWS_IOT_CORE_2024;
  const rate = (messages: number, bytes: number) =>
    monthlyRate({ messages, bytes }, summary.simulatedMs, price);
  const all = rate(summary.generated, summary.bytesGenerated);
  const sent = rate(summary.published, summary.bytesPublished);
  const saved = `${formatShort(all.messages - sent.messages)} messages, ${formatBytes(all.bytes - sent.bytes)}`;
  return ['  in a month', dollars(all.usd - sent.usd), `${saved}; ${price.source}`];
}

function shortfall(missing: number): string {
  return missing > 0 ? `${formatCount(missing)} fewer than published` : '';
}

function perFilter(dropped: Readonly<Record<string, number>>): string {
  return Object.entries(dropped)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name} ${formatCount(count)}`)
    .join(', ');
}

function perDevice(alerts: Readonly<Record<string, number>>): string {
  const devices = Object.entries(alerts).toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const shown = devices.slice(0, DEVICES_SHOWN_MAX).map(([name, count]) => `${name} ${count}`);
  const more = devices.length - shown.length;
  return more > 0 ? `${shown.join(', ')}, and ${more} more` : shown.join(', ');
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
