import type { Well } from '../well.ts';

/** Pressure rise of a pump: `shutOffBar - linear q - square q^2`. */
interface PumpCurve {
  readonly shutOffBar: number;
  readonly linear: number;
  readonly square: number;
}

const NO_PUMP: PumpCurve = { shutOffBar: 0, linear: 0, square: 0 };

/** Share of the head that a gas-locked pump loses. Engineering judgement. */
const GAS_LOSS = 0.8;

/** The curve at the present speed (affinity laws), with gas at the intake and faults. */
export function pumpCurve(well: Well, bottomBar: number): PumpCurve {
  const { esp, state, effects } = well;
  if (esp === undefined || state.tripped || state.opening === 0) return NO_PUMP;
  const { a0Bar, a1, a2, frequencyHz, intakeBelowBar } = esp.pump;
  const speed = frequencyHz / 60;
  const intakeBar = bottomBar - intakeBelowBar;
  const gas = freeGasShare(well, intakeBar);
  const noise = 1 + 0.1 * state.gasNoise * effects.gas;
  const handled = (1 - 1.5 * Math.max(0, gas - 0.15)) * (1 - GAS_LOSS * effects.gas) * noise;
  return {
    shutOffBar: a0Bar * speed * speed * effects.head * Math.max(0, handled),
    linear: a1 * speed,
    square: a2,
  };
}

/** Volume share of free gas at the intake: none above the bubble point. */
function freeGasShare({ parameters }: Well, intakeBar: number): number {
  const { bubblePointBar } = parameters.reservoir;
  if (intakeBar >= bubblePointBar) return 0;
  const { gor, waterCut } = parameters.fluid;
  const bar = Math.max(1, intakeBar);
  const gas = (gor * (1 - waterCut) * (1 - bar / bubblePointBar)) / bar;
  return gas / (1 + gas);
}
