import { formatDuration } from '../../../runtime/duration.ts';
import type { RunCounters } from '../../../telemetry/run-event.ts';
import { formatBytes, formatInstant, formatShare, formatShort } from '../../format.ts';
import { bar, scaleOf, sparkline } from '../charts.ts';
import type { RateCounter } from '../rate-meter.ts';
import type { Scene } from '../scene.ts';
import { fit, spread, type Line, type Role, type Span } from '../span.ts';
import { backlogSpans } from './backlog.ts';
import { panel, PANEL_FRAME } from './panel.ts';
import { countersOf } from './stages.ts';

interface Stage {
  readonly label: string;
  readonly figure: string;
  /** Where a rate says more than a total. */
  readonly rate?: RateCounter;
  readonly role: Role;
}

/** Rows of the pipeline panel: figures, labels, rates, savings. */
export const PIPELINE_HEIGHT = 6;

/** Every hop from the device to the alert with its count and rate, and what the edge saved. */
export function pipelinePanel(scene: Scene, width: number): Line[] {
  const counters = countersOf(scene.state);
  const stages = stagesOf(counters);
  const inner = width - PANEL_FRAME;
  const body = [
    figureRow(stages, inner),
    stageRow(stages, inner, (stage) => [stage.label, 'dim']),
    stageRow(stages, inner, (stage, cell) => rateCell(scene, stage, cell)),
    savingsRow(counters, inner),
  ];
  const title: Line = [['Path', 'title']];
  return panel(body, { title, corner: lagOf(scene), width, height: PIPELINE_HEIGHT });
}

function stagesOf(counters: RunCounters): Stage[] {
  const dropped = Object.values(counters.dropped).reduce((sum, count) => sum + count, 0);
  return [
    {
      label: 'generated',
      figure: formatShort(counters.generated),
      rate: 'generated',
      role: 'bold',
    },
    { label: 'dropped', figure: `−${formatShort(dropped)}`, role: 'accent' },
    {
      label: 'published',
      figure: formatShort(counters.published),
      rate: 'published',
      role: 'bold',
    },
    { label: 'routed', figure: formatShort(counters.routed), rate: 'routed', role: 'bold' },
    { label: 'scored', figure: formatShort(counters.scored), rate: 'scored', role: 'bold' },
    {
      label: counters.alerts === 1 ? 'alert' : 'alerts',
      figure: formatShort(counters.alerts),
      role: counters.alerts > 0 ? 'bad' : 'bold',
    },
  ];
}

/** Figures joined by arrows, so that the row reads from the device to the alert. */
function figureRow(stages: readonly Stage[], width: number): Line {
  return stages.flatMap(({ figure, role }, i): Line => {
    const room = cellWidth(stages, width) - figure.length;
    if (i === stages.length - 1) return [[figure, role]];
    return [
      [figure, role],
      [` ${'─'.repeat(Math.max(0, room - 3))}▸ `, 'dim'],
    ];
  });
}

function stageRow(
  stages: readonly Stage[],
  width: number,
  cell: (stage: Stage, width: number) => Span,
): Line {
  const room = cellWidth(stages, width);
  return stages.map((stage, i): Span => {
    const [text, role = 'text'] = cell(stage, room - GAP);
    const fitted = fit(text, room - GAP);
    return [i === stages.length - 1 ? fitted : fitted.padEnd(room), role];
  });
}

/** Columns between two stages. */
const GAP = 2;

function cellWidth(stages: readonly Stage[], width: number): number {
  return Math.floor((width + GAP) / stages.length);
}

function rateCell({ state }: Scene, stage: Stage, width: number): Span {
  if (stage.rate === undefined) return [''];
  const rate = `${formatShort(state.rates.perSecond(stage.rate))}/s`;
  const values = state.rates.history(stage.rate).last(width);
  const room = width - rate.length - 1;
  if (room < 4 || values.length === 0) return [rate, 'accent'];
  return [`${rate} ${sparkline(values, room, scaleOf(values, 0)).trimStart()}`, 'accent'];
}

function savingsRow(counters: RunCounters, width: number): Line {
  const { generated, published, bytesGenerated, bytesPublished } = counters;
  const share = generated === 0 ? 0 : 1 - published / generated;
  const barWidth = Math.max(8, Math.min(30, Math.floor(width / 6)));
  const left: Span[] = [
    ['edge saves ', 'dim'],
    [bar(share, barWidth), 'good'],
    [` ${formatShare(generated - published, generated)}`, 'good'],
    [' of messages', 'dim'],
  ];
  const bytes = `${formatBytes(bytesGenerated - bytesPublished)} of ${formatBytes(bytesGenerated)}`;
  const filters = Object.entries(counters.dropped).map(
    ([name, count]) => ` · ${name} ${formatShort(count)}`,
  );
  if (width > 100) left.push([', ', 'dim'], [bytes, 'good']);
  return spread([...left, [filters.join(''), 'dim']], [], width);
}

/** What waits for the twin's functions, and simulated time; a run that drains is behind by definition. */
function lagOf({ state, ui }: Scene): Line {
  const lagMs = state.progress?.lagMs ?? 0;
  const clock: Line = [
    ...backlogSpans(state.progress?.backlog),
    ...(state.started === undefined ? [] : [[formatInstant(state.now), 'bold'] as const]),
  ];
  if (lagMs < 1_000 || ui.stopping) return clock;
  return [...clock, [`  ${formatDuration(lagMs)} behind`, 'warn']];
}
