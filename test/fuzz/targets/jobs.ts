import { rmSync } from 'node:fs';
import { createJobService } from '../../../src/cloud/local/jobs/job-service.ts';
import { openJobStore } from '../../../src/cloud/local/jobs/job-store.ts';
import { manualClock } from '../../../src/runtime/clock.ts';
import { silentLog } from '../../../src/runtime/log.ts';
import type { Random } from '../../../src/runtime/random.ts';
import { Violation, type FuzzTarget, type FuzzWorld } from '../fuzz-target.ts';
import { hostileName, pick } from '../hostile.ts';
import { mutateBytes } from '../mutate-bytes.ts';
import { jsonText, type JsonShape } from '../mutate-json.ts';
import { temporaryDir } from '../temporary-dir.ts';

/** Requests of devices to the twin's Jobs: each is answered once, accepted or rejected. */
export const jobs: FuzzTarget = { name: 'twin-jobs', share: 3, deadlineMs: 1_000, open };

const SHAPE: JsonShape = {
  seeds: [
    { status: 'IN_PROGRESS', statusDetails: { step: 'one' }, expectedVersion: 1, clientToken: 't' },
    { status: 'SUCCEEDED', includeJobDocument: true, includeJobExecutionState: true, executionNumber: 1 },
    { statusDetails: { a: 'b' }, stepTimeoutInMinutes: 5 },
    { clientToken: 'x', includeJobDocument: true },
  ],
  names: ['status', 'statusDetails', 'expectedVersion', 'executionNumber', 'includeJobDocument', 'includeJobExecutionState', 'stepTimeoutInMinutes', 'clientToken', 'FAILED', 'REJECTED', 'QUEUED'],
}; // prettier-ignore

const ANSWERS = /\/(?:accepted|rejected)$/u;
const IDS = ['j0', 'j1', 'j2', 'j3'] as const;

async function open(): Promise<FuzzWorld> {
  const dir = temporaryDir('jobs');
  const clock = manualClock(1e12);
  let answers: { readonly topic: string; readonly document: object }[] = [];
  const store = openJobStore({ stateDir: dir, clock, log: silentLog });
  const service = createJobService({
    store,
    clock,
    outbound: {
      send(topic: string, document: object) {
        JSON.stringify(document);
        if (ANSWERS.test(topic)) answers.push({ topic, document });
        return Promise.resolve();
      },
    },
  });
  const refill = (): void => {
    for (const { id, status } of store.jobs()) if (status === 'COMPLETED') store.delete(id, true);
    const known = new Set(store.jobs().map(({ id }) => id));
    for (const id of IDS) {
      if (known.has(id)) continue;
      store.create({ id, document: '{"operation":"x"}', targets: [], things: ['pump'] });
    }
  };
  refill();
  return await Promise.resolve({
    draw(random: Random) {
      const jobId = pick(random, ['', '', '$next/', 'gone/', `${hostileName(random)}/`, ...IDS.map((id) => `${id}/`)]); // prettier-ignore
      const operation = pick(random, ['get', 'start-next', 'update', 'update', 'x']);
      const thing = random.chance(0.95) ? 'pump' : hostileName(random);
      const text = random.chance(0.1) ? Buffer.alloc(0) : Buffer.from(jsonText(random, SHAPE));
      const bytes = random.chance(0.1) ? mutateBytes(random, text, 2) : text;
      return Buffer.concat([Buffer.from(`${JSON.stringify(`$aws/things/${thing}/jobs/${jobId}${operation}`)}\n`), bytes]); // prettier-ignore
    },
    async take(input: Buffer) {
      answers = [];
      const head = input.indexOf(10);
      const topic = JSON.parse(input.toString('utf8', 0, head)) as string;
      await service.handle(topic, input.subarray(head + 1));
      refill();
      if (answers.length > 1) throw new Violation(`it answered ${answers.length} times`);
      const [answer] = answers;
      if (answer === undefined) return 'no request';
      return answer.topic.endsWith('accepted') ? 'accepted' : (answer.document as { readonly code: string }).code; // prettier-ignore
    },
    async [Symbol.asyncDispose]() {
      await service[Symbol.asyncDispose]();
      store.close();
      rmSync(dir, { recursive: true });
    },
  });
}
