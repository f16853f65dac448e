import { didYouMean } from '../../runtime/near-match.ts';
import type { FaultMode } from '../faults/fault.ts';
import type { Path } from '../yaml-document.ts';
import type { ScenarioAction } from './scenario-schema.ts';

/** The steps that give a device something, as opposed to those that act on its connection. */
export type AfflictingAction = Extract<ScenarioAction, { kind: 'fault' | 'confounder' | 'drift' }>;

/** A mode, or what is wrong with the wish for it and where in the step that stands. */
export type FoundMode = FaultMode | { readonly path: Path; readonly problem: string };

export function findStepMode(action: AfflictingAction, modes: readonly FaultMode[]): FoundMode {
  const { kind, given } = action;
  const { mode: wanted } = given;
  if (wanted === undefined) return driftOf(modes) ?? { path: [kind], problem: noDrift(modes) };
  const mode = modes.find((candidate) => candidate.mode === wanted);
  const problem = mode === undefined ? unknownMode(wanted, namesOf(modes)) : misplaced(kind, mode);
  if (mode !== undefined && problem === undefined) return mode;
  return { path: [kind, 'mode'], problem: problem ?? '' };
}

/** What drifts where the step does not say: a sensor, else whatever of the family changes evenly. */
function driftOf(modes: readonly FaultMode[]): FaultMode | undefined {
  const drifting = modes.filter(({ course }) => course === 'ramp');
  return drifting.find(({ kind }) => kind === 'sensor') ?? drifting[0];
}

function noDrift(modes: readonly FaultMode[]): string {
  return `nothing of this fleet drifts; its modes are ${namesOf(modes).join(', ')}.`;
}

/** What is wrong with a name that no mode has. */
export function unknownMode(wanted: string, names: readonly string[]): string {
  const near = didYouMean(wanted, names);
  return `there is no mode "${wanted}" in this fleet.${near} Modes: ${names.join(', ')}.`;
}

function misplaced(kind: AfflictingAction['kind'], mode: FaultMode): string | undefined {
  const confounder = mode.kind === 'operational';
  if (kind === 'confounder' && !confounder) {
    return `"${mode.mode}" is a fault; write "fault" for it.`;
  }
  if (kind !== 'confounder' && confounder) {
    return `"${mode.mode}" is no fault; write "confounder" for it.`;
  }
  if (kind === 'drift' && mode.course !== 'ramp') {
    return `"${mode.mode}" does not drift (its course is ${mode.course}); write "fault" for it.`;
  }
  return undefined;
}

function namesOf(modes: readonly FaultMode[]): readonly string[] {
  return modes.map(({ mode }) => mode);
}
