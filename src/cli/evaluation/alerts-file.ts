import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import type { AlertMark } from '../../detection/metrics/judged.ts';
import { messageOf, PmSimError } from '../../runtime/errors.ts';
import { parseTimestamp } from '../../runtime/timestamp.ts';
import { malformed, parseLine, readNdjson, readText, type Line } from './judged-file.ts';

const HINT =
  'Give --alerts an NDJSON or CSV file with device, ts, and optionally end, channel, source.';

const instant = z.union([z.string(), z.number()]).transform((value, context) => {
  const ts = parseTimestamp(value, { zoneOffsetMin: 0 });
  if (ts !== undefined) return ts;
  context.issues.push({
    code: 'custom',
    message: `expected ms since the epoch or ISO 8601, got ${JSON.stringify(value)}`,
    input: value,
  });
  return z.NEVER;
});

const source = z.enum(['edge', 'cloud']);

/** Anybody's alert; columns beyond these are theirs, not mistakes. */
const plainSchema = z.looseObject({
  device: z.string().min(1),
  ts: instant,
  end: instant.optional(),
  channel: z.string().optional(),
  metric: z.string().optional(),
  source: source.default('cloud'),
});

const openedSchema = z.looseObject({
  alert: z.looseObject({
    id: z.string(),
    device: z.string(),
    openedAt: z.number(),
    metric: z.string(),
    source,
  }),
});

const alarmSchema = z.looseObject({
  device: z.string(),
  metric: z.string(),
  severity: z.string(),
  ts: z.number(),
  state: z.enum(['raised', 'cleared']),
});

const closedSchema = z.looseObject({ id: z.string(), ts: z.number() });

/**
 * Alerts of a run (`alerts.ndjson`) or of anybody (NDJSON, or CSV by its ending).
 * @param spanEnd end of an alert of a run that was never closed, ms since the epoch
 */
export function readAlerts(path: string, spanEnd: number): AlertMark[] {
  const lines = /\.csv$/i.test(path) ? readCsv(path) : readNdjson(path, HINT);
  const ends = new Map<string, number>();
  for (const line of lines) {
    if (!['alert-closed', 'closed'].includes(typeOf(line))) continue;
    const { id, ts } = parseLine(line, closedSchema);
    ends.set(id, ts);
  }
  const alarms = edgeAlarms(lines, spanEnd);
  const alerts = lines.flatMap((line) => {
    const type = typeOf(line);
    if (['alert-closed', 'closed', 'acknowledged', 'settled', EDGE_ALARM].includes(type)) return [];
    if (type !== 'alert' && type !== 'opened') return [plainMark(line)];
    const { alert } = parseLine(line, openedSchema);
    const { id, device, openedAt: from, metric: channel } = alert;
    const to = ends.get(id) ?? Math.max(from, spanEnd);
    return [{ device, from, to, channel, source: alert.source }];
  });
  return [...alerts, ...alarms];
}

const EDGE_ALARM = 'edge-alarm';

/** Each alarm of a limit from when it was raised to when that limit cleared. */
function edgeAlarms(lines: readonly Line[], spanEnd: number): AlertMark[] {
  const marks: AlertMark[] = [];
  const raised = new Map<string, number>();
  for (const line of lines.filter((one) => typeOf(one) === EDGE_ALARM)) {
    const { device, metric: channel, severity, ts, state } = parseLine(line, alarmSchema);
    const limit = `${device} ${channel} ${severity}`;
    const open = raised.get(limit);
    if (state === 'raised' && open === undefined) {
      raised.set(limit, marks.length);
      marks.push({ device, from: ts, to: Math.max(ts, spanEnd), channel, source: 'edge' });
    }
    if (state === 'raised' || open === undefined) continue;
    marks[open] = { ...(marks[open] as AlertMark), to: ts };
    raised.delete(limit);
  }
  return marks;
}

function plainMark(line: Line): AlertMark {
  const { device, ts, end, channel, metric, source: by } = parseLine(line, plainSchema);
  if (end !== undefined && end < ts) throw malformed(line.where, '"end" is before "ts"');
  const blamed = channel ?? metric;
  const mark = { device, from: ts, to: end ?? ts, source: by };
  return blamed === undefined ? mark : { ...mark, channel: blamed };
}

function typeOf({ value }: Line): string {
  const type = (value as { readonly type?: unknown } | null)?.type;
  return typeof type === 'string' ? type : '';
}

function readCsv(path: string): Line[] {
  const text = readText(path, HINT);
  try {
    const rows: { record: Record<string, string>; info: { lines: number } }[] = parse(text, {
      columns: true,
      info: true,
      bom: true,
      trim: true,
      skip_empty_lines: true,
    });
    return rows.map(({ record, info }) => ({
      where: `${path}:${info.lines}`,
      value: Object.fromEntries(Object.entries(record).filter(([, cell]) => cell !== '')),
    }));
  } catch (cause) {
    throw new PmSimError('eval/malformed-line', `${path}: ${messageOf(cause)}.`, {
      hint: HINT,
      cause,
    });
  }
}
