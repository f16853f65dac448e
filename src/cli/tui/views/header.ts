import { formatDuration } from '../../../runtime/duration.ts';
import { formatCount, formatShort } from '../../format.ts';
import type { Scene } from '../scene.ts';
import { lineWidth, spread, type Line, type Span } from '../span.ts';
import type { TuiState } from '../store.ts';

/** The first row: what runs, against what, how fast, since when. */
export function headerLine(scene: Scene, width: number): Line {
  const { state, ui, uptimeMs } = scene;
  if (ui.mode === 'tail') return tailLine(scene, width);
  const name: Span[] = [[' pm-sim ', 'cursor'], [' ']];
  const right: Span[] = [
    [`${formatShort(state.rates.perSecond('generated'))}/s`, 'bold'],
    [`  up ${formatDuration(Math.floor(uptimeMs / 1_000) * 1_000)}  `, 'dim'],
    phase(scene),
    [' '],
  ];
  const room = width - lineWidth(right) - 1;
  const facts = factsOf(state).map((line): Line => [...name, ...line]);
  const left = facts.find((line) => lineWidth(line) <= room) ?? facts.at(-1) ?? name;
  return spread(left, right, width);
}

/** Only the alerts of a run that is elsewhere: where they come from. */
function tailLine({ title, uptimeMs }: Scene, width: number): Line {
  const left: Span[] = [[' pm-sim ', 'cursor'], [' '], ['alerts', 'bold'], [` of ${title}`]];
  const up = formatDuration(Math.floor(uptimeMs / 1_000) * 1_000);
  return spread(left, [[`up ${up}  `, 'dim'], ['● following', 'good'], [' ']], width);
}

/** In words, and ever shorter where there is less room. */
function factsOf({ started }: TuiState): readonly Line[] {
  if (started === undefined) return [[]];
  const { profile, devices, seed, mqttPort } = started;
  const speed = started.speed === 'max' ? 'max speed' : `${started.speed}×`;
  const count = formatCount(devices.length);
  const port = `localhost:${mqttPort}`;
  return [
    [[profile, 'bold'], [`  ${count} devices  seed ${seed}  ${speed}  local twin, MQTT ${port}`]],
    [[profile, 'bold'], [`  ${count} devices  seed ${seed}  ${speed}  ${port}`]],
    [[profile, 'bold'], [` ${count}  seed ${seed}  ${speed}  local:${mqttPort}`]],
    [[profile, 'bold'], [` ${count} #${seed} ${speed} local:${mqttPort}`]],
    [[profile, 'bold'], [` ${count} #${seed} ${speed} local`]],
  ];
}

function phase({ state, ui }: Scene): Span {
  if (state.summary !== undefined) return ['✓ done', 'good'];
  if (ui.stopping) return ['■ stopping', 'warn'];
  if (ui.paused) return ['‖ paused', 'warn'];
  if (state.started === undefined) return ['◌ starting', 'warn'];
  const connected = state.progress?.connected ?? 0;
  const total = state.started.devices.length;
  if (connected < total) return [`◌ ${connected}/${total} connected`, 'warn'];
  return ['● live', 'good'];
}
