import { scoreHandler } from '../../handlers/environment.ts';
import { scoreSurroundings } from './surroundings.ts';

/** Entry of the score function's bundle. */
export const handler = scoreHandler(process.env, scoreSurroundings());
