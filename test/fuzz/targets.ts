import type { FuzzTarget } from './fuzz-target.ts';
import { broker } from './targets/broker.ts';
import { config } from './targets/config.ts';
import { jobs } from './targets/jobs.ts';
import { leanClient } from './targets/lean-client.ts';
import { payloads } from './targets/payloads.ts';
import { remote } from './targets/remote.ts';
import { segments } from './targets/segments.ts';
import { shadows } from './targets/shadows.ts';

/** Every part that takes what others send or leave behind. */
export const FUZZ_TARGETS: readonly FuzzTarget[] = [
  payloads,
  leanClient,
  remote,
  shadows,
  jobs,
  config,
  segments,
  broker,
];
