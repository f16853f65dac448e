import { createLeanLinks } from '../../src/simulator/connection/lean/lean-link.ts';
import type { OpenLink } from '../../src/simulator/connection/link.ts';
import { openMqttLink } from '../../src/simulator/connection/mqtt-link.ts';

/** Every implementation of the port, each held to the same contract. */
export const CLIENTS: readonly (readonly [name: string, openLink: OpenLink])[] = [
  ['lean', createLeanLinks()],
  ['mqtt', openMqttLink],
];

export const VERSIONS = [4, 5] as const;
