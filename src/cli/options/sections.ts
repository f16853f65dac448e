/**
 * Sections of a configuration file: one for each command, its words joined by a hyphen. The verbs of
 * `alerts` share one.
 */
export const SECTIONS = [
  'run',
  'replay',
  'simulate',
  'generate',
  'inject',
  'tail',
  'alerts',
  'eval',
  'bench',
  'edge-run',
  'edge-test',
  'provision-create',
  'provision-claim',
  'provision-ls',
  'provision-rotate',
  'provision-revoke',
  'provision-rm',
  'provision-verify',
  'provision-crl',
  'cloud-synth',
  'cloud-deploy',
  'cloud-diff',
  'cloud-status',
  'cloud-destroy',
  'cloud-orphans',
  'cloud-cost',
  'ls',
  'show',
  'validate',
  'doctor',
] as const;

export type Section = (typeof SECTIONS)[number];
