import { alertHandler } from '../../handlers/environment.ts';
import { alertSurroundings } from './surroundings.ts';

/** Entry of the alert function's bundle. */
export const handler = alertHandler(process.env, alertSurroundings());
