import type { Alert } from '../../telemetry/alert.ts';
import { callRun } from '../control/call-run.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { formatInstant, formatValue, severityMark } from '../format.ts';
import { wantsColour, type CliIo } from '../io.ts';
import type { AlertsOptions } from '../options/alerts-options.ts';
import { createStyle } from '../style.ts';
import { alignColumns } from '../table.ts';

export type AlertsVerb = 'ls' | 'ack' | 'close';

/**
 * `pm-sim alerts`: the alerts table of a run, from another terminal.
 * @throws what `callRun` throws, and `alert/…` of the first alert that is not in the state for it
 */
export async function alertsCommand(
  verb: AlertsVerb,
  options: AlertsOptions,
  io: CliIo,
): Promise<ExitCode> {
  if (verb === 'ls') return list(options, io);
  const method = verb === 'ack' ? 'acknowledge' : 'close';
  for (const id of options.ids) {
    const alert = await callRun(options.stateDir, { method, id });
    io.stdout.write(options.json ? `${JSON.stringify(alert)}\n` : `${alert.state} ${alert.id}\n`);
  }
  return EXIT.ok;
}

async function list({ stateDir, all, json }: AlertsOptions, io: CliIo): Promise<ExitCode> {
  const alerts = await callRun(stateDir, { method: 'alerts' });
  const shown = all ? alerts : alerts.filter(({ state }) => state !== 'closed');
  if (json) io.stdout.write(`${JSON.stringify(shown)}\n`);
  else if (shown.length === 0) io.stderr.write(`No alerts in ${stateDir}.\n`);
  else io.stdout.write(tableText(shown, io));
  return EXIT.ok;
}

const HEAD = ['ALERT', 'STATE', 'SEVERITY', 'SINCE', 'WHY'];

function tableText(alerts: readonly Alert[], { stdout, env }: CliIo): string {
  const style = createStyle(wantsColour(stdout, env));
  const [head = '', ...lines] = alignColumns([HEAD, ...alerts.map(rowOf)]);
  const marked = lines.map((line, i) => {
    const severity = alerts[i]?.severity ?? 'low';
    return line.replace(severity, severityMark(severity, style));
  });
  return [style.dim(head), ...marked].map((line) => `${line}\n`).join('');
}

function rowOf({ id, state, severity, openedAt, metric, value, reason }: Alert): string[] {
  return [
    id,
    state,
    severity,
    formatInstant(openedAt),
    `${metric} ${formatValue(value)}: ${reason}`,
  ];
}
