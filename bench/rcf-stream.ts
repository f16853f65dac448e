import { createRandom } from '../src/runtime/random.ts';

/** Stream of the reference figures: sines of unlike periods, noise 0.1, a jump of 3 every 500 values. */
export function benchStream(dimensions: number, count: number): Float64Array[] {
  const random = createRandom('rcf-bench');
  return Array.from({ length: count }, (_, t) =>
    Float64Array.from({ length: dimensions }, (__, j) => {
      const jump = random.chance(0.002) ? 3 : 0;
      return Math.sin((2 * Math.PI * t) / (50 + 7 * j)) + 0.1 * random.normal() + jump;
    }),
  );
}

export interface Shape {
  readonly name: string;
  readonly dimensions: number;
  readonly shingleSize: number;
  readonly numberOfTrees: number;
  /** Points a second and live megabytes of the reference library in Java. */
  readonly reference: { readonly pointsPerSecond: number; readonly megabytes: number };
}

export const SHAPES: readonly Shape[] = [
  shape([1, 1, 50], [39_800, 0.51]),
  shape([1, 8, 50], [22_900, 1.25]),
  shape([4, 4, 100], [7_500, 4.21]),
  shape([8, 1, 100], [10_400, 2.63]),
];

function shape(
  [dimensions, shingleSize, numberOfTrees]: readonly [number, number, number],
  [pointsPerSecond, megabytes]: readonly [number, number],
): Shape {
  return {
    name: `d${dimensions} sh${shingleSize} T${numberOfTrees}`,
    dimensions,
    shingleSize,
    numberOfTrees,
    reference: { pointsPerSecond, megabytes },
  };
}
