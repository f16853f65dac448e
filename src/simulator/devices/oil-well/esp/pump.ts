import type { Well } from '../well.ts';

/**
 * Sets the pump's curve, pressure rise `shutOffBar - linear q - square q^2`, at the present speed
 * (affinity laws), with gas at the intake and faults; none where no pump runs.
 */
export function setPump(well: Well, bottomBar: number): void {
  const { esp, state, effects, flows } = well;
  if (esp === undefined) return;
  const curve = flows.pump;
  const running = !state.tripped && state.opening > 0;
  const { a0Bar, a1, a2, frequencyHz, intakeBelowBar, bestFlow } = esp.pump;
  const speed = frequencyHz / 60;
  const gas = freeGasShare(well, bottomBar - intakeBelowBar);
  const noise = 1 + 0.1 * state.gasNoise * effects.gas;
  const handled = (1 - 1.5 * Math.max(0, gas - 0.15)) * (1 - effects.gasHead) * noise;
  curve.shutOffBar = running ? a0Bar * speed * speed * effects.head * Math.max(0, handled) : 0;
  curve.linear = running ? a1 * speed : 0;
  curve.square = running ? a2 : 0;
  curve.plugSquare = effects.plugBar / (bestFlow * bestFlow);
}

/** Volume share of free gas at the intake: none above the bubble point. */
function freeGasShare({ parameters, flows }: Well, intakeBar: number): number {
  const { bubblePointBar } = parameters.reservoir;
  if (intakeBar >= bubblePointBar) return 0;
  const bar = Math.max(1, intakeBar);
  const gas = (flows.gor * (1 - flows.waterCut) * (1 - bar / bubblePointBar)) / bar;
  return gas / (1 + gas);
}
