import type { CommandSpec } from '../command-spec.ts';
import { alertSpecs } from './alerts-spec.ts';
import { benchSpec } from './bench-spec.ts';
import { cloudCostSpec } from './cloud-cost-spec.ts';
import { cloudStackSpecs } from './cloud-stack-specs.ts';
import { cloudSynthSpec } from './cloud-synth-spec.ts';
import { completionSpecs } from './completion-specs.ts';
import { configSpecs } from './config-specs.ts';
import { doctorSpec } from './doctor-spec.ts';
import { edgeRunSpec } from './edge-run-spec.ts';
import { edgeTestSpec } from './edge-test-spec.ts';
import { evalSpec } from './eval-spec.ts';
import { fleetManifestSpec } from './fleet-manifest-spec.ts';
import { generateSpec } from './generate-spec.ts';
import { initSpec } from './init-spec.ts';
import { injectSpec } from './inject-spec.ts';
import { lsSpec } from './ls-spec.ts';
import { provisionSpecs } from './provision-specs.ts';
import { replaySpec } from './replay-spec.ts';
import { runSpec } from './run-spec.ts';
import { showSpec } from './show-spec.ts';
import { simulateSpec } from './simulate-spec.ts';
import { tailSpec } from './tail-spec.ts';
import { validateSpec } from './validate-spec.ts';

/** Every verb, in the order in which help lists them. */
export const COMMANDS: readonly CommandSpec[] = [
  runSpec,
  replaySpec,
  simulateSpec,
  generateSpec,
  injectSpec,
  tailSpec,
  ...alertSpecs,
  evalSpec,
  edgeRunSpec,
  edgeTestSpec,
  fleetManifestSpec,
  ...provisionSpecs,
  cloudSynthSpec,
  ...cloudStackSpecs,
  cloudCostSpec,
  lsSpec,
  showSpec,
  validateSpec,
  ...configSpecs,
  initSpec,
  doctorSpec,
  benchSpec,
  ...completionSpecs,
];
