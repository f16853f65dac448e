import { checkQuotas } from '../../cloud/aws/cost/check-quotas.ts';
import { formatDuration } from '../../runtime/duration.ts';
import { PmSimError } from '../../runtime/errors.ts';
import { costForecast } from '../compose/cost-forecast.ts';
import type { RunProfile } from '../compose/profile-sections.ts';
import { confirmed } from '../confirm.ts';
import { dollars, formatCount } from '../format.ts';
import type { CliIo } from '../io.ts';

/** A run on AWS, as far as quotas and cost depend on it. */
export interface RunToApprove {
  readonly profile: RunProfile;
  readonly devices: number;
  readonly connectRatePerSecond: number;
  /** Factor of real time. */
  readonly speed: number | 'max';
  /** Simulated; Infinity for a run without an end. */
  readonly spanMs: number;
  /** USD; of a run without an end, for a month. */
  readonly maxCostUsd: number;
}

/** Hours of a month, as AWS counts them, in ms. */
const MONTH_MS = 730 * 3_600_000;
/** Same figures every time. */
const SEED = '1';

/**
 * Checks a run against the quotas of AWS IoT Core and against what it may cost; asks above that, where
 * somebody can be asked.
 * @throws PmSimError `quota/exceeded`, `cost/too-high`
 */
export async function approveRun(run: RunToApprove, io: CliIo): Promise<void> {
  const { profile, devices, maxCostUsd, connectRatePerSecond } = run;
  const speed = run.speed === 'max' ? 1 : run.speed;
  const streamMode = 'provisioned' as const;
  // As many more devices send in real time what these send at their speed.
  const inRealTime = Math.ceil(devices * speed);
  const request = { devices: [inRealTime], streamMode, prices: [], assumptions: [], seed: SEED };
  const { measured, forecasts } = costForecast(profile, request);
  const { messagesPerSecond, payloadBytes } = measured.filtered;
  checkQuotas({
    devices,
    messagesPerSecond: messagesPerSecond * speed,
    payloadBytes,
    connectsPerSecond: Math.min(connectRatePerSecond, devices),
  });
  const month = forecasts.find(({ filters }) => filters)?.usd ?? 0;
  const wallMs = run.spanMs / speed;
  const endless = wallMs === Infinity;
  const usd = month * (endless ? 1 : wallMs / MONTH_MS);
  const text =
    `${formatCount(devices)} devices cost about ${dollars(usd)} ` +
    (endless ? 'a month' : `in ${formatDuration(Math.ceil(wallMs / 1_000) * 1_000)}`);
  if (usd <= maxCostUsd) {
    io.stderr.write(`${text} on AWS; --max-cost is ${dollars(maxCostUsd)}.\n`);
    return;
  }
  await askAbove(`${text} on AWS, more than the ${dollars(maxCostUsd)} of --max-cost.`, io);
}

async function askAbove(text: string, io: CliIo): Promise<void> {
  const refusal = new PmSimError('cost/too-high', text, {
    hint: 'Give a higher --max-cost, a --duration, or fewer devices; `pm-sim cloud cost` shows the items.',
  });
  if (!io.stdin.isTTY) throw refusal;
  using interrupt = io.watchInterrupts();
  const { signal } = interrupt;
  if (!(await confirmed({ text: `${text} Go on?`, yes: false, signal }, io))) throw refusal;
}
