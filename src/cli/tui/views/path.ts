import { formatDuration } from '../../../runtime/duration.ts';
import {
  dollars,
  formatBytes,
  formatCount,
  formatMs,
  formatShare,
  formatShort,
} from '../../format.ts';
import { AWS_IOT_CORE_2024, monthlyRate } from '../../prices.ts';
import { bar } from '../charts.ts';
import type { Scene, Size } from '../scene.ts';
import { fit, type Line, type Span } from '../span.ts';
import { isNearlyFull } from './backlog.ts';
import { panel, PANEL_FRAME } from './panel.ts';
import { countersOf, stagesOf, type Stage } from './stages.ts';

/** Rows of the savings: border, three figures, what they rest on. */
const SAVINGS_HEIGHT = 6;

/** The whole path, a line for each stage, and what the edge saves. */
export function pathView(scene: Scene, size: Size): Line[] {
  const stages = panel(stageRows(scene, size.width - PANEL_FRAME), {
    width: size.width,
    height: size.height - SAVINGS_HEIGHT,
    title: [['Path', 'title']],
    corner: [['all since the start; lag: what waits, at the rate that it leaves', 'dim']],
    focused: true,
  });
  const savings = panel(savingsRows(scene, size.width - PANEL_FRAME), {
    width: size.width,
    height: SAVINGS_HEIGHT,
    title: [['The edge saves', 'title']],
    corner: [[AWS_IOT_CORE_2024.source, 'dim']],
  });
  return [...stages, ...savings];
}

const NAME_WIDTH = 16;
const CELL = 10;

/** What a stage does is said where there is room. */
const WHAT_WIDTH = 28;

function stageRows({ state }: Scene, width: number): Line[] {
  const wordy = width >= NAME_WIDTH + 6 * CELL + WHAT_WIDTH;
  const titles = ['in', 'out', 'dropped', 'waiting', 'lag', 'in/s'];
  const head: Line = [
    [' '.repeat(NAME_WIDTH)],
    ...titles.map((title): Span => [fit(title, CELL, 'right'), 'dim']),
  ];
  const rows = stagesOf(state).map((stage): Line => {
    const what: Line = wordy ? [[`  ${stage.what}`, 'dim']] : [];
    return [...stageRow(stage), ...what];
  });
  return [head, ...rows, ...backlogRows(state)];
}

/** What waits in the twin's streams for their functions, and how much may before devices wait. */
function backlogRows({ progress }: Scene['state']): Line[] {
  const backlog = progress?.backlog;
  if (backlog === undefined) return [];
  const { records, recordsMax, recordsPeak, lagMs, lagMsPeak, held } = backlog;
  const role = isNearlyFull(backlog) ? 'warn' : 'dim';
  return [
    [],
    [
      [fit('backlog', NAME_WIDTH), 'bold'],
      [bar(Math.min(1, records / recordsMax), BAR_WIDTH.min), role],
      [` ${figure(records)} of ${figure(recordsMax)}, ${lagText(lagMs)}`, role],
      [` · peak ${figure(recordsPeak)}, ${lagText(lagMsPeak)}`, 'dim'],
      [held === 0 ? '' : ` · ${formatShort(held)} held up`, 'warn'],
    ],
  ];
}

function stageRow(stage: Stage): Line {
  const { name, dropped, waiting, lagMs } = stage;
  return [
    [fit(name, NAME_WIDTH), 'bold'],
    [cell(figure(stage.in))],
    [cell(figure(stage.out))],
    [cell(dropped === undefined ? '–' : figure(dropped)), dropped === undefined ? 'dim' : 'accent'],
    [cell(figure(waiting)), waiting > 0 ? 'warn' : 'dim'],
    [cell(lagText(lagMs)), (lagMs ?? 0) >= LAG_WARNS_MS ? 'warn' : 'dim'],
    [cell(formatShort(stage.perSecond)), 'accent'],
  ];
}

function cell(text: string): string {
  return fit(text, CELL, 'right');
}

/** From here on somebody would see it, ms. */
const LAG_WARNS_MS = 1_000;

/** Exact as long as it fits. */
function figure(count: number): string {
  return count < 10_000_000 ? formatCount(count) : formatShort(count);
}

function lagText(lagMs: number | undefined): string {
  if (lagMs === undefined) return '–';
  return lagMs < LAG_WARNS_MS ? formatMs(lagMs) : formatDuration(lagMs);
}

const BAR_WIDTH = { min: 10, max: 40 };

function savingsRows({ state }: Scene, width: number): Line[] {
  const { generated, published, bytesGenerated, bytesPublished } = countersOf(state);
  const barWidth = Math.max(BAR_WIDTH.min, Math.min(BAR_WIDTH.max, width - 50));
  const row = (label: string, [all, sent]: readonly [number, number], text: string): Line => [
    [fit(label, NAME_WIDTH - 6), 'dim'],
    [bar(all === 0 ? 0 : 1 - sent / all, barWidth), 'good'],
    [` ${fit(formatShare(all - sent, all), 7, 'right')}  `, 'good'],
    [text],
  ];
  const spanMs = state.progress?.simulatedMs ?? 0;
  const month = (messages: number, bytes: number): number =>
    monthlyRate({ messages, bytes }, spanMs, AWS_IOT_CORE_2024).usd;
  const usd = [month(generated, bytesGenerated), month(published, bytesPublished)] as const;
  const ofCount = `${figure(generated - published)} of ${figure(generated)}`;
  const ofBytes = `${formatBytes(bytesGenerated - bytesPublished)} of ${formatBytes(bytesGenerated)}`;
  return [
    row('messages', [generated, published], ofCount),
    row('bytes', [bytesGenerated, bytesPublished], ofBytes),
    row('money', usd, `${dollars(usd[0] - usd[1])} of ${dollars(usd[0])} a month`),
    [['A month at this rate of simulated time; messaging only, in steps of 5 kB.', 'dim']],
  ];
}
