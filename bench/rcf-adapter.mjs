/**
 * The built forest as the parity checker wants it: `create({ baseDimensions, … })` gives an object with
 * `score`, `update` and `attribution`. PM_SIM_DETECTION names another build than `dist`.
 */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const built = process.env['PM_SIM_DETECTION'];
const entry =
  built === undefined
    ? new URL('../dist/detection/index.js', import.meta.url)
    : pathToFileURL(resolve(built));
const { createRandomCutForest } = await import(entry.href);

export function create({ baseDimensions, ...options }) {
  return createRandomCutForest({ dimensions: baseDimensions, ...options });
}
