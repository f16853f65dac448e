import { formatDuration } from '../../runtime/duration.ts';
import type { Random } from '../../runtime/random.ts';
import { PASSING, type FaultMode, type FaultRequest } from '../faults/fault.ts';
import type { SchemaIssue } from '../schema-issues.ts';
import type { ConnectionAction } from './connection-action.ts';
import type { LoadedScenario } from './load-scenario.ts';
import type { ScenarioStep, StepRounds } from './scenario-schema.ts';
import { selectDevices, unmatchedPatterns } from './select-devices.ts';
import { findStepMode, unknownMode, type AfflictingAction } from './step-modes.ts';

/** Who there is and what they can have. */
export interface FleetView {
  readonly devices: readonly string[];
  /** Modes of the family. */
  readonly modes: readonly FaultMode[];
  /** Modes of one device. */
  modesOf(device: string): readonly FaultMode[];
}

export interface ScenarioPlan {
  readonly faults: readonly FaultRequest[];
  /** In order of time. */
  readonly actions: readonly ConnectionAction[];
}

/**
 * Decides a scenario from the seed before anything runs.
 * @throws PmSimError `scenario/invalid` where it does not fit the fleet or itself
 */
export function planScenario(
  scenario: LoadedScenario,
  fleet: FleetView,
  random: Random,
): ScenarioPlan {
  const issues: SchemaIssue[] = [];
  const planning: Planning = {
    fleet,
    random: random.fork(`scenario:${scenario.name}`),
    durationMs: scenario.durationMs,
    issues,
  };
  const rounds = scenario.steps.flatMap((step, index) => roundsOf(step, index, planning));
  const faults = rounds.flatMap((round) => faultsOf(round, fleet));
  const mended = repaired(faults, rounds, issues);
  issues.push(...unknownRates(scenario, fleet), ...overlaps(mended));
  if (issues.length > 0) throw scenario.reject(issues);
  return {
    faults: mended.map(({ request }) => request),
    actions: rounds.flatMap((round) => actionsOf(round)).toSorted((a, b) => a.delayMs - b.delayMs),
  };
}

function unknownRates({ campaign }: LoadedScenario, { modes }: FleetView): readonly SchemaIssue[] {
  const names = modes.map(({ mode }) => mode);
  return Object.keys(campaign?.rates ?? {})
    .filter((wanted) => !names.includes(wanted))
    .map((wanted) => ({
      path: ['campaign', 'rates', wanted],
      problem: unknownMode(wanted, names),
    }));
}

interface Planning {
  readonly fleet: FleetView;
  readonly random: Random;
  readonly durationMs: number;
  readonly issues: SchemaIssue[];
}

/** A step at one of its times, with the devices drawn. */
interface Round {
  readonly step: number;
  readonly action: ScenarioStep['action'];
  readonly atMs: number;
  readonly devices: readonly string[];
  readonly mode: FaultMode | undefined;
}

function roundsOf(
  { rounds, selector, action }: ScenarioStep,
  index: number,
  { fleet, random, durationMs, issues }: Planning,
): readonly Round[] {
  const report = (path: SchemaIssue['path'], problem: string): readonly Round[] => {
    issues.push({ path: ['steps', index, ...path], problem });
    return [];
  };
  const [unmatched] = unmatchedPatterns(selector, fleet.devices);
  if (unmatched !== undefined) return report(['devices'], unmatched);
  const found = isAfflicting(action) ? findStepMode(action, fleet.modes) : undefined;
  if (found !== undefined && 'problem' in found) return report(found.path, found.problem);
  const times = timesOf(rounds, durationMs);
  if (times.length === 0) {
    const key = rounds.at === undefined ? 'every' : 'at';
    return report([key], `the scenario is over by then: duration ${formatDuration(durationMs)}.`);
  }
  const able = fleet.devices.filter(
    (device) => found === undefined || canHave(fleet, device, found),
  );
  const drawn = times.map((atMs, round) => ({
    step: index,
    action,
    atMs,
    devices: selectDevices(selector, able, random.fork(`${index}#${round}`)),
    mode: found,
  }));
  return drawn.some(({ devices }) => devices.length === 0)
    ? report([action.kind], `no device that is chosen can have "${found?.mode}".`)
    : drawn;
}

function isAfflicting(action: ScenarioStep['action']): action is AfflictingAction {
  return action.kind === 'fault' || action.kind === 'confounder' || action.kind === 'drift';
}

function canHave(fleet: FleetView, device: string, { mode: wanted }: FaultMode): boolean {
  return fleet.modesOf(device).some(({ mode }) => mode === wanted);
}

/** Most rounds of a loop that says neither how often nor until when. */
const ROUNDS_MAX = 10_000;

function timesOf({ at, every, until, times }: StepRounds, durationMs: number): readonly number[] {
  const first = at ?? every ?? 0;
  if (every === undefined) return first < durationMs ? [first] : [];
  const count = times ?? ROUNDS_MAX;
  const all: number[] = [];
  for (let atMs = first; atMs < durationMs && all.length < count; atMs += every) {
    if (atMs > (until ?? Infinity)) break;
    all.push(atMs);
  }
  return all;
}

/** A fault with the step that asks for it. */
interface StepFault {
  readonly step: number;
  readonly kind: AfflictingAction['kind'];
  readonly request: FaultRequest & { readonly overMs: number };
  /** Over at its end without a repair. */
  readonly passing: boolean;
}

function faultsOf(
  { step, action, atMs, devices, mode: wanted }: Round,
  fleet: FleetView,
): readonly StepFault[] {
  if (!isAfflicting(action) || wanted === undefined) return [];
  const wish = wishOf(action);
  return devices.map((device) => {
    // The device's own: it may take another time to fail than its family.
    const mode = fleet.modesOf(device).find((own) => own.mode === wanted.mode) ?? wanted;
    const passing = PASSING.includes(mode.course) || action.kind === 'confounder';
    const request = {
      mode: mode.mode,
      device,
      delayMs: atMs,
      overMs: wish.overMs ?? mode.defaultOverMs,
      ...(wish.severity === undefined ? {} : { severity: wish.severity }),
      ...(passing ? { repairAfterMs: 0 } : repairOf(wish.repairAfterMs)),
    };
    return { step, kind: action.kind, passing, request };
  });
}

interface Wish {
  readonly overMs?: number | undefined;
  readonly severity?: number | undefined;
  readonly repairAfterMs?: number | undefined;
}

function wishOf(action: AfflictingAction): Wish {
  if (action.kind === 'confounder') return { overMs: action.given.for };
  const { over: overMs, severity } = action.given;
  if (action.kind === 'drift') return { overMs, severity };
  return { overMs, severity, repairAfterMs: action.given.repairAfter };
}

function repairOf(repairAfterMs: number | undefined): { readonly repairAfterMs?: number } {
  return repairAfterMs === undefined ? {} : { repairAfterMs };
}

/** The faults after the repairs that steps ask for. */
function repaired(
  faults: readonly StepFault[],
  rounds: readonly Round[],
  issues: SchemaIssue[],
): readonly StepFault[] {
  const repairs = rounds.filter(({ action }) => action.kind === 'repair');
  const done = new Set<number>();
  let now = faults;
  for (const round of repairs.toSorted((a, b) => a.atMs - b.atMs)) {
    const mends = (fault: StepFault): boolean => isOpen(fault, round);
    if (now.some(mends)) done.add(round.step);
    now = now.map((fault) => (mends(fault) ? endingAt(fault, round.atMs) : fault));
  }
  for (const step of new Set(repairs.map((round) => round.step))) {
    if (done.has(step)) continue;
    const problem = 'there is nothing to repair then: no step’s fault is open on these devices.';
    issues.push({ path: ['steps', step, 'repair'], problem });
  }
  return now;
}

function isOpen({ request, passing }: StepFault, { action, atMs, devices }: Round): boolean {
  const { mode, device, delayMs, overMs, repairAfterMs } = request;
  if (passing || action.kind !== 'repair' || !devices.includes(device)) return false;
  const wanted = action.given.mode;
  const end = delayMs + overMs + (repairAfterMs ?? Infinity);
  return (wanted === undefined || wanted === mode) && delayMs <= atMs && atMs < end;
}

function endingAt(fault: StepFault, atMs: number): StepFault {
  const { delayMs, overMs } = fault.request;
  return { ...fault, request: { ...fault.request, repairAfterMs: atMs - delayMs - overMs } };
}

/** Faults of one mode on one device of which the next begins before the one is over. */
function overlaps(faults: readonly StepFault[]): readonly SchemaIssue[] {
  const last = new Map<string, StepFault>();
  const issues: SchemaIssue[] = [];
  for (const fault of faults.toSorted((a, b) => a.request.delayMs - b.request.delayMs)) {
    const { mode, device, delayMs } = fault.request;
    const before = last.get(`${mode}@${device}`);
    if (before !== undefined && endOf(before) > delayMs) {
      const began = formatDuration(before.request.delayMs);
      const problem = `"${mode}" on ${device} is still under way: steps.${before.step} began it at ${began}.`;
      issues.push({ path: ['steps', fault.step, fault.kind], problem });
    }
    last.set(`${mode}@${device}`, fault);
  }
  return issues;
}

function endOf({ request: { delayMs, overMs, repairAfterMs } }: StepFault): number {
  return delayMs + overMs + (repairAfterMs ?? 0);
}

function actionsOf({ action, atMs, devices }: Round): readonly ConnectionAction[] {
  const { kind } = action;
  if (kind === 'outage') return [{ kind, delayMs: atMs, forMs: action.given.for, devices }];
  const atOnce = kind === 'reconnect-storm' || kind === 'rotate-certificates';
  return atOnce ? [{ kind, delayMs: atMs, forMs: 0, devices }] : [];
}
