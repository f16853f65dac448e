import type { CommandSpec } from '../command-spec.ts';
import { replaySpec } from './replay-spec.ts';
import { runSpec } from './run-spec.ts';

/** Every verb, in the order in which help lists them. */
export const COMMANDS: readonly CommandSpec[] = [runSpec, replaySpec];
