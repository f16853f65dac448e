import { formatDuration } from '../../runtime/duration.ts';
import { formatCount } from '../format.ts';
import { alertText } from '../reporters/alert-text.ts';
import type { Style } from '../style.ts';
import type { StackReport } from './stack-report.ts';
import { alignColumns } from '../table.ts';

interface Shown {
  readonly style: Style;
  readonly now: number;
}

/** A stack for people: how it is, its parts, how far behind, what rings, who was alerted. */
export function statusText(report: StackReport, shown: Shown): readonly string[] {
  const { style } = shown;
  return [
    ...headText(report, shown),
    '',
    ...partsText(report, style),
    '',
    ...report.ringing.map(({ name, reason }) => `${style.red('rings')}  ${name}  ${reason}`),
    ...(report.ringing.length === 0 ? ['no alarm rings'] : []),
    ...(report.alerts.length === 0 ? ['no alerts'] : ['last alerts:']),
    ...report.alerts.map((alert) => `  ${alertText(alert, style)}`),
  ];
}

function headText(report: StackReport, { style, now }: Shown): readonly string[] {
  const { name, status, reason, changedAt, devices, mqttEndpoint, drifted } = report;
  const age = changedAt === undefined ? '' : `, changed ${ageText(now - changedAt)} ago`;
  return [
    `${style.bold(name)}  ${statusMark(status, style)(status)}${age}`,
    ...(reason === undefined ? [] : [reason]),
    `${formatCount(devices)} devices${mqttEndpoint === undefined ? '' : `, which connect to ${mqttEndpoint}`}`,
    ...(drifted === undefined ? [] : driftText(drifted, style)),
  ];
}

function driftText(drifted: NonNullable<StackReport['drifted']>, style: Style): readonly string[] {
  if (drifted.length === 0) return ['no drift: everything is as CloudFormation made it'];
  return drifted.map(
    ({ logicalId, status, properties }) =>
      `${style.yellow('drift')}  ${logicalId}  ${status} ${properties.join(', ')}`,
  );
}

function partsText({ parts, lags }: StackReport, style: Style): readonly string[] {
  const lagOf = new Map(lags.map(({ logicalId, lagMs }) => [logicalId, lagMs]));
  const [head = '', ...lines] = alignColumns([
    ['PART', 'STATE', 'BEHIND', 'TYPE', 'NAME'],
    ...parts.map(({ logicalId, status, type, physicalId }) => {
      const lag = lagOf.get(logicalId);
      return [logicalId, status, lag === undefined ? '' : ageText(lag), type, physicalId];
    }),
  ]);
  return [
    style.dim(head),
    ...lines.map((line, at) => {
      const status = parts[at]?.status ?? '';
      return line.replace(status, statusMark(status, style));
    }),
  ];
}

function ageText(ms: number): string {
  return formatDuration(Math.max(0, Math.round(ms / 1_000)) * 1_000);
}

function statusMark(status: string, style: Style): (text: string) => string {
  if (/FAILED|ROLLBACK/u.test(status)) return style.red;
  return status.endsWith('_IN_PROGRESS') ? style.yellow : style.green;
}
