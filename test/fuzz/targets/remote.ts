import { createEdgePipeline } from '../../../src/edge/pipeline.ts';
import type { EdgeConfig } from '../../../src/edge/edge-config.ts';
import { createFilterControl } from '../../../src/edge/remote/filter-control.ts';
import { createJobOperations } from '../../../src/edge/remote/job-operations.ts';
import { createRemoteControl } from '../../../src/edge/remote/remote-control.ts';
import { createRandom, type Random } from '../../../src/runtime/random.ts';
import { EVERY_FILTER } from '../every-filter.ts';
import { Violation, type FuzzTarget, type FuzzWorld } from '../fuzz-target.ts';
import { hostileName, pick } from '../hostile.ts';
import { mutateBytes } from '../mutate-bytes.ts';
import { jsonText, type JsonShape } from '../mutate-json.ts';

/** Shadow documents and jobs that an agent is sent; what it puts in force has to work, too. */
export const remote: FuzzTarget = { name: 'agent-remote', share: 6, deadlineMs: 2_000, open };

const SHADOW = '$aws/things/a/shadow/name/pm-sim/';
const JOBS = '$aws/things/a/jobs/';
const TOPICS = [
  `${SHADOW}get/accepted`,
  `${SHADOW}get/rejected`,
  `${SHADOW}update/documents`,
  `${SHADOW}update/documents`,
  `${SHADOW}update/rejected`,
  `${SHADOW}delete/accepted`,
  `${JOBS}start-next/accepted`,
  `${JOBS}notify-next`,
  `${JOBS}j/update/rejected`,
  `${SHADOW}constructor`,
  `${JOBS}x`,
] as const;

const DESIRED = {
  filters: EVERY_FILTER.filters,
  enabled: { threshold: true, rcf: false },
  limits: { temp_c: { above: 75 } },
};
const execution = (jobDocument: object): object => ({
  timestamp: 1,
  execution: { jobId: 'j', executionNumber: 1, versionNumber: 1, status: 'IN_PROGRESS', jobDocument },
}); // prettier-ignore

const SHAPE: JsonShape = {
  seeds: [
    { state: { desired: DESIRED, reported: {} }, version: 4, timestamp: 1 },
    { state: { desired: { limits: DESIRED.limits } }, version: 4 },
    { current: { state: { desired: { enabled: DESIRED.enabled } }, version: 9 }, previous: {} },
    { current: { state: { desired: DESIRED }, version: 1e15 } },
    { code: 404, message: 'No shadow exists' },
    execution({ operation: 'inject', mode: 'gas-lock', device: 'd', over: '10m', severity: 1 }),
    execution({ operation: 'diagnostics' }),
  ],
  names: ['state', 'desired', 'reported', 'version', 'current', 'filters', 'enabled', 'limits', 'above', '__proto__', 'constructor', 'below', 'threshold', 'rcf', 'temp_c', 'metric', 'severity', 'execution', 'jobId', 'jobDocument', 'operation', 'executionNumber', 'code', 'message'],
}; // prettier-ignore

function open(): Promise<FuzzWorld> {
  const tally = { sent: 0, told: '' };
  const control = createFilterControl(EVERY_FILTER, tryOut);
  const { downlink } = createRemoteControl({
    thing: 'a',
    control,
    run: createJobOperations({
      inject: () => undefined,
      rotate: () => Promise.resolve({ certificateId: 'c2', replacedCertificateId: 'c1' }),
      diagnostics: () => Promise.resolve({ topic: 't', bytes: 1 }),
    }),
    send(topic, document) {
      JSON.stringify([topic, document]);
      tally.sent += 1;
    },
    tell: (_level, text) => (tally.told = text),
  });
  return Promise.resolve({
    draw(random: Random) {
      const topic = random.chance(0.95) ? pick(random, TOPICS) : SHADOW + hostileName(random);
      const text = Buffer.from(jsonText(random, SHAPE));
      const bytes = random.chance(0.1) ? mutateBytes(random, text, 2) : text;
      return Buffer.concat([Buffer.from(`${JSON.stringify(topic)}\n`), bytes]);
    },
    async take(input: Buffer) {
      tally.sent = 0;
      tally.told = '';
      const head = input.indexOf(10);
      const topic = JSON.parse(input.toString('utf8', 0, head)) as string;
      downlink.onMessage(topic, input.toString('utf8', head + 1));
      // A job is done a few turns later.
      await new Promise(setImmediate);
      if (tally.sent > 3) throw new Violation(`it sent ${tally.sent} messages for one`);
      const refused = /cannot be|is no JSON|REJECTED|FAILED|was not|did not/u.exec(tally.told);
      return refused === null ? 'accepted' : `told: ${refused[0]}`;
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
}

/** What the agent does with filters that it puts in force. */
function tryOut(edge: EdgeConfig): void {
  const pipeline = createEdgePipeline(edge, { random: createRandom('remote') });
  const reading = { device: 'd', site: 's', type: 't', serial: 'n' };
  for (let i = 0; i < 3; i += 1)
    pipeline.process({ ...reading, ts: 1.7e12 + i, metrics: { temp_c: 70 + i, vib_mms: 2 } });
  pipeline.flush();
}
