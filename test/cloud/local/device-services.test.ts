import type { MqttClient } from 'mqtt';
import { describe, expect, it } from 'vitest';
import type { Twin } from '../../../src/cloud/local/twin.ts';
import { createCondition } from '../../../src/runtime/condition.ts';
import { bench } from './twin-fixture.ts';

const place = bench();
const SHADOW = '$aws/things/wt-001/shadow/name/pm-sim';

type Message = readonly [topic: string, document: Record<string, unknown>];

/** What a device hears on topics, in order, and a way to wait for it. */
async function listen(device: MqttClient, filters: string[]) {
  const heard: Message[] = [];
  const changed = createCondition();
  device.on('message', (topic, payload) => {
    heard.push([topic, JSON.parse(payload.toString()) as Record<string, unknown>]);
    changed.check();
  });
  await device.subscribeAsync(filters, { qos: 1 });
  return { heard, count: (n: number) => changed.until(() => heard.length >= n) };
}

/** A call of the data plane as a signed client makes it. */
async function dataPlane(twin: Twin, method: string, path: string, body?: object) {
  const scope = 'Credential=AKID/20260101/us-east-1/iotdata/aws4_request';
  const answer = await fetch(`http://127.0.0.1:${twin.awsPort}${path}`, {
    method,
    headers: { authorization: `AWS4-HMAC-SHA256 ${scope}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const type = answer.headers.get('x-amzn-errortype');
  return { status: answer.status, type, document: (await answer.json()) as object };
}

describe('shadows of the twin', () => {
  it('tell a device over MQTT what somebody wrote over HTTP, in order', async () => {
    const twin = await place.start({ awsPort: 0 });
    const device = await place.connect(twin);
    const { heard, count } = await listen(device, [`${SHADOW}/update/+`, `${SHADOW}/get/+`]);
    const path = '/things/wt-001/shadow?name=pm-sim';
    const update = await dataPlane(twin, 'POST', path, { state: { desired: { a: { b: 1 } } } });
    expect(update).toMatchObject({ status: 200, document: { version: 1 } });
    await count(3);
    await device.publishAsync(`${SHADOW}/update`, '{"state":{"reported":{"a":{"b":1}}}}', {
      qos: 1,
    });
    await device.publishAsync(`${SHADOW}/get`, '{"clientToken":"t"}', { qos: 1 });
    await count(6);
    expect(heard.map(([topic, { version }]) => [topic.slice(SHADOW.length), version])).toEqual([
      ['/update/delta', 1],
      ['/update/accepted', 1],
      ['/update/documents', undefined],
      ['/update/accepted', 2],
      ['/update/documents', undefined],
      ['/get/accepted', 2],
    ]);
    expect(heard[0]?.[1]).toMatchObject({ state: { a: { b: 1 } } });
    expect(heard[5]?.[1]).toMatchObject({ state: { reported: { a: { b: 1 } } }, clientToken: 't' });
    const list = '/api/things/shadow/ListNamedShadowsForThing/wt-001';
    expect((await dataPlane(twin, 'GET', list)).document).toMatchObject({ results: ['pm-sim'] });
    expect(await dataPlane(twin, 'DELETE', path)).toMatchObject({ document: { version: 2 } });
    expect(await dataPlane(twin, 'GET', path)).toMatchObject({
      status: 404,
      type: 'ResourceNotFoundException',
    });
  });

  it('answer a wrong request on its rejected topic, and keep nothing of it', async () => {
    const twin = await place.start({ awsPort: 0 });
    const device = await place.connect(twin);
    const classic = '$aws/things/wt-001/shadow';
    const { heard, count } = await listen(device, [`${classic}/+/rejected`]);
    const send = (operation: string, text: string) =>
      device.publishAsync(`${classic}/${operation}`, text, { qos: 1 });
    await send('update', '{"state":{"desired":1},"clientToken":"t"}');
    await send('get', '');
    await send('update', `{"state":{"desired":{"a":"${'x'.repeat(8_200)}"}}}`);
    await send('update', '{"state":{"desired":{}},"version":4}');
    await count(4);
    expect(heard.map(([topic, { code }]) => [topic.split('/').at(-2), code])).toEqual([
      ['update', 400],
      ['get', 404],
      ['update', 413],
      ['update', 409],
    ]);
    expect(heard[0]?.[1]).toMatchObject({ message: 'Desired node must be an object', clientToken: 't' }); // prettier-ignore
  });

  it("are a device's own: another's are closed to it", async () => {
    const twin = await place.start();
    const device = await place.connect(twin);
    const other = '$aws/things/wt-002/shadow';
    const granted = await device.subscribeAsync(
      { [`${other}/get/accepted`]: { qos: 1 }, '$aws/things/wt-002/jobs/notify': { qos: 1 } },
    ).catch((error: unknown) => error); // prettier-ignore
    expect(String(granted)).toMatch(/error/i);
    const closed = new Promise((resolve) => device.once('close', () => resolve('closed')));
    device.publish(`${other}/update`, '{"state":{"desired":{"a":1}}}', { qos: 1 });
    expect(await closed).toBe('closed');
    expect(place.events).toContainEqual(
      expect.objectContaining({ type: 'refused', clientId: 'wt-001', action: 'publish' }),
    );
  });

  it('survive the twin', async () => {
    const first = await place.start({ awsPort: 0 });
    await place.connect(first);
    const path = '/things/wt-001/shadow';
    await dataPlane(first, 'POST', path, { state: { desired: { a: 1 } } });
    await first[Symbol.asyncDispose]();
    const again = await place.start({ awsPort: 0 });
    expect(await dataPlane(again, 'GET', path)).toMatchObject({
      document: { state: { desired: { a: 1 }, delta: { a: 1 } }, version: 1 },
    });
  });
});
