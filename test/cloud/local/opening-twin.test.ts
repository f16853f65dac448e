import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { bench, FAULT_SEQ, payload, publish, scoredRecords, TOPIC } from './twin-fixture.ts';

const DRAIN_MS = 20_000;
const state = bench();

describe('openTwin', () => {
  it('takes messages before the pipeline is open, which then works them all off', async () => {
    const opening = await state.open();
    const device = await state.connect(opening);
    await publish(device, 1, FAULT_SEQ);
    expect(opening.routed()).toEqual({ telemetry: FAULT_SEQ });
    const twin = await opening.complete();
    await publish(device, FAULT_SEQ + 1, FAULT_SEQ + 20);
    expect(await twin.drain(DRAIN_MS)).toBe(true);
    const seqs = (await scoredRecords(twin)).map(({ seq }) => seq);
    expect(seqs).toEqual(Array.from({ length: FAULT_SEQ + 20 }, (_, at) => at + 1));
    expect(state.events).toMatchObject([{ type: 'alert' }]);
  });

  it('keeps what came before for the next start when the pipeline never opens', async () => {
    const opening = await state.open();
    const device = await state.connect(opening);
    await device.publishAsync(TOPIC, payload(1), { qos: 1 });
    await opening[Symbol.asyncDispose]();
    const twin = await state.start();
    expect(await twin.drain(DRAIN_MS)).toBe(true);
    expect((await scoredRecords(twin)).map(({ seq }) => seq)).toEqual([1]);
  });

  it('opens the pipeline once, however often it is asked to', async () => {
    const opening = await state.open();
    const [first, second] = await Promise.all([opening.complete(), opening.complete()]);
    expect(first).toBe(second);
  });

  it('ends what is only being opened', async () => {
    const opening = await state.open();
    const completing = opening.complete();
    await opening[Symbol.asyncDispose]();
    await completing;
    const again = await state.start();
    expect(again.counters().connected).toBe(0);
  });

  it('tells what is wrong with the pipeline when it opens, and leaves nothing held', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const opening = await state.open({ awsPort: port });
    await expect(opening.complete()).rejects.toMatchObject({ code: 'twin/port-in-use' });
    other.close();
    await opening[Symbol.asyncDispose]();
    const twin = await state.start();
    expect(twin.counters().received).toBe(0);
  });
});
