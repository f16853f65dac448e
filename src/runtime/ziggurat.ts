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

/** Draws one variate from a source of uniform 32-bit words. */
export function standardNormal(uint32: () => number): number {
  for (;;) {
    const u = (uint32() / 4294967296) * 2 - 1;
    const layer = uint32() & (LAYERS - 1);
    if (Math.abs(u) < (ratios[layer] as number)) return u * (edges[layer] as number);
    if (layer === 0) return tail(uint32, u < 0);
    const x = u * (edges[layer] as number);
    if (underCurve(x, layer, uint32)) return x;
  }
}

function underCurve(x: number, layer: number, uint32: () => number): boolean {
  const f0 = Math.exp(-0.5 * ((edges[layer] as number) ** 2 - x * x));
  const f1 = Math.exp(-0.5 * ((edges[layer + 1] as number) ** 2 - x * x));
  return f1 + (uint32() / 4294967296) * (f0 - f1) < 1;
}

function tail(uint32: () => number, negative: boolean): number {
  for (;;) {
    const x = Math.log(positive(uint32)) / TAIL_START;
    const y = Math.log(positive(uint32));
    if (-2 * y >= x * x) return negative ? x - TAIL_START : TAIL_START - x;
  }
}

function positive(uint32: () => number): number {
  return (uint32() + 1) / 4294967297;
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
