import { alertHandler } from '../../handlers/environment.ts';
import { lambdaSurroundings } from './surroundings.ts';

/** Entry of the alert function's bundle. */
export const handler = alertHandler(process.env, lambdaSurroundings());
