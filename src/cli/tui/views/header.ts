import { formatDuration } from '../../../runtime/duration.ts';
import { formatCount, formatInstant } from '../../format.ts';
import type { Scene } from '../scene.ts';
import { spread, type Line, type Span } from '../span.ts';

/** The first row: what runs, how fast, since when. */
export function headerLine(scene: Scene, width: number): Line {
  const { state, uptimeMs } = scene;
  const { started } = state;
  const left: Span[] = [[' pm-sim ', 'cursor'], [' ']];
  if (started === undefined) return spread([...left, ['starting…', 'dim']], [], width);
  const speed = started.speed === 'max' ? 'max speed' : `${started.speed}×`;
  left.push(
    [started.profile, 'bold'],
    [`  ${formatCount(started.devices.length)} devices  seed ${started.seed}  ${speed}`],
  );
  const right: Span[] = [
    [formatInstant(state.now).slice(width < 100 ? 11 : 0), 'bold'],
    [`  up ${formatDuration(Math.floor(uptimeMs / 1_000) * 1_000)}  `, 'dim'],
    phase(scene),
    [' '],
  ];
  return spread(left, right, width);
}

function phase({ state, ui }: Scene): Span {
  if (state.summary !== undefined) return ['✓ done', 'good'];
  if (ui.stopping) return ['■ stopping', 'warn'];
  if (ui.paused) return ['‖ paused', 'warn'];
  const connected = state.progress?.connected ?? 0;
  const total = state.started?.devices.length ?? 0;
  if (connected < total) return [`◌ ${connected}/${total} connected`, 'warn'];
  return ['● live', 'good'];
}
