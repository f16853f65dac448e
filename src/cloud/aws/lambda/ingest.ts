import { ingestHandler } from '../../handlers/environment.ts';
import { ingestSurroundings } from './surroundings.ts';

/** Entry of the ingest function's bundle. */
export const handler = ingestHandler(process.env, ingestSurroundings());
