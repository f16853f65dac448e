import type { Random } from '../../../runtime/random.ts';
import { UNDERRUNS_PER_H } from './acoustics.ts';
import type { AudioParameters } from './parameters.ts';
import type { AudioSiteParameters } from './site-parameters.ts';
import type { AudioState } from './unit.ts';

interface Beginning {
  readonly ms: number;
  readonly parameters: AudioParameters;
  readonly site: AudioSiteParameters;
}

/** A device of some age at rest in a room; the hours before the start do the rest. Judgement. */
export function initialState({ ms, parameters, site }: Beginning, random: Random): AudioState {
  const cycles = random.between(5, 250);
  const fade = (cycles * parameters.battery.fadePctPerCycle) / 100;
  const { roomC } = site;
  return {
    nowMs: ms,
    operating: 'idle',
    untilMs: ms,
    nextPlayMs: ms,
    volume: 0,
    drive: 0,
    boxC: roomC,
    socC: roomC,
    ampC: roomC,
    magnetC: roomC,
    coilC: roomC,
    batteryC: roomC,
    throttled: false,
    charge: random.between(0.45, 0.95),
    health: 1 - fade,
    regained: 0,
    unexplainedPctH: 0,
    currentA: 0,
    voltage: 0,
    cycles,
    shadow: random.normal(),
    roomNoise: random.normal(),
    distortion: random.normal(),
    residue: random.normal(),
    doorShut: true,
    doorUntilMs: ms,
    rssiDbm: 0,
    retryShare: 0,
    disconnects: random.int(40),
    disconnectBudget: random.exponential(),
    newer: random.chance(parameters.firmware.newerShare),
    bad: false,
    held: false,
    uptimeS: random.between(0.5, 12) * 86_400,
    boots: 1 + random.int(60),
    reset: 'power',
    memory: random.between(0.96, 1),
    crashBudget: random.exponential(),
    crashesInRow: 0,
    clips: 0,
    underruns: 0,
    underrunsPerH: UNDERRUNS_PER_H,
  };
}
