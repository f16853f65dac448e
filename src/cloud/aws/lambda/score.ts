import { scoreHandler } from '../../handlers/environment.ts';
import { lambdaSurroundings } from './surroundings.ts';

/** Entry of the score function's bundle. */
export const handler = scoreHandler(process.env, lambdaSurroundings());
