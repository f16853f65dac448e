import { DescribeEndpointCommand, ListThingsCommand } from '@aws-sdk/client-iot';
import { describe, expect, it } from 'vitest';
import { paceClient } from '../../../src/cloud/aws/pacing.ts';
import { maxSpeedClock } from '../../../src/runtime/clock.ts';
import { openRegistry, temporaryFolder } from '../local/identity/fixtures.ts';
import { iotBench } from './provisioning.ts';

describe('a paced client', () => {
  it("keeps each operation at four fifths of AWS's limit, one apart from the other", async () => {
    await using folder = await temporaryFolder();
    await using registry = await openRegistry(folder.path);
    await using bench = iotBench(registry);
    const clock = maxSpeedClock(0);
    paceClient(bench.iot, { clock });
    for (let i = 0; i < 17; i += 1) await bench.iot.send(new ListThingsCommand({}));
    expect(clock.now()).toBe(2_000);
    await bench.iot.send(new DescribeEndpointCommand({}));
    expect(clock.now()).toBe(2_000);
  });
});
