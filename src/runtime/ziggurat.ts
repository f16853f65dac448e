import { nextInt32, type Sfc32State } from './sfc32.ts';

/**
 * Standard normal variates by the ziggurat of Marsaglia and Tsang (J. Stat. Software 5(8), 2000),
 * 128 layers, with the layer index and the abscissa taken from separate draws (Doornik 2005), which
 * removes the correlation of the original.
 */
const LAYERS = 128;
/** Start of the tail and area of a layer for 128 layers (the paper's constants). */
const TAIL_START = 3.442619855899;
const LAYER_AREA = 9.91256303526217e-3;

const edges = new Float64Array(LAYERS + 1);
const ratios = new Float64Array(LAYERS);
fillTables();

/** Draws one variate; nearly always two words and a product are enough. */
export function standardNormal(source: Sfc32State): number {
  for (;;) {
    const u = (nextInt32(source) ^ SIGN) / HALF_RANGE;
    const layer = nextInt32(source) & (LAYERS - 1);
    const x = u * (edges[layer] as number);
    if (Math.abs(u) < (ratios[layer] as number)) return x;
    if (layer === 0) return tail(source, u < 0);
    if (underCurve(x, layer, source)) return x;
  }
}

/** Turns the order of signed words into that of unsigned ones: 0 is the lowest. */
const SIGN = 0x80000000;
const HALF_RANGE = 2147483648;

function underCurve(x: number, layer: number, source: Sfc32State): boolean {
  const f0 = Math.exp(-0.5 * ((edges[layer] as number) ** 2 - x * x));
  const f1 = Math.exp(-0.5 * ((edges[layer + 1] as number) ** 2 - x * x));
  return f1 + ((nextInt32(source) >>> 0) / 4294967296) * (f0 - f1) < 1;
}

function tail(source: Sfc32State, negative: boolean): number {
  for (;;) {
    const x = Math.log(positive(source)) / TAIL_START;
    const y = Math.log(positive(source));
    if (-2 * y >= x * x) return negative ? x - TAIL_START : TAIL_START - x;
  }
}

function positive(source: Sfc32State): number {
  return ((nextInt32(source) >>> 0) + 1) / 4294967297;
}

function fillTables(): void {
  let f = Math.exp(-0.5 * TAIL_START * TAIL_START);
  edges[0] = LAYER_AREA / f;
  edges[1] = TAIL_START;
  edges[LAYERS] = 0;
  for (let i = 2; i < LAYERS; i += 1) {
    edges[i] = Math.sqrt(-2 * Math.log(LAYER_AREA / (edges[i - 1] as number) + f));
    f = Math.exp(-0.5 * (edges[i] as number) ** 2);
  }
  for (let i = 0; i < LAYERS; i += 1) ratios[i] = (edges[i + 1] as number) / (edges[i] as number);
}
