import type { MqttClient } from 'mqtt';
import { describe, expect, it } from 'vitest';
import { decodeCbor, encodeCbor } from '../../../../src/cloud/local/provisioning/cbor.ts';
import { createProvisioningService } from '../../../../src/cloud/local/provisioning/provisioning-service.ts';
import { createCsr } from '../../../../src/cloud/x509/csr.ts';
import { createKeyPair, privateKeyPem } from '../../../../src/cloud/x509/keys.ts';
import { manualClock, systemClock } from '../../../../src/runtime/clock.ts';
import { connect, startBench, type Bench } from '../broker/fixtures.ts';
import { openRegistry, temporaryFolder } from '../identity/fixtures.ts';
import { addClaim, addTemplate, TEMPLATE } from './fixtures.ts';

type Answer = Readonly<Record<string, string>>;
const CREATE = '$aws/certificates/create-from-csr/json';
const PROVISION = '$aws/provisioning-templates/fleet/provision/json';

async function open(path: string, wallClock = manualClock(systemClock().now())) {
  const registry = await openRegistry(path, { wallClock });
  addTemplate(registry);
  const late: { bench?: Bench } = {};
  const service = createProvisioningService({
    registry,
    reply: async (client, topic, payload) => late.bench?.broker.reply(client, topic, payload),
  });
  const bench = await startBench(registry, { onPublish: (message) => service.handle(message) });
  late.bench = bench;
  const claim = await connect(bench, registry, { device: addClaim(registry, 'new-device') });
  return {
    registry,
    bench,
    claim,
    wallClock,
    async [Symbol.asyncDispose]() {
      await claim.endAsync(true);
      await bench.broker[Symbol.asyncDispose]();
      await registry[Symbol.asyncDispose]();
    },
  };
}

/** Subscribes to both answers and asks. */
async function ask(client: MqttClient, topic: string, request: object | Buffer) {
  await client.subscribeAsync([`${topic}/accepted`, `${topic}/rejected`], { qos: 1 });
  const answer = new Promise<[string, Buffer]>((resolve) => {
    client.once('message', (from, bytes) => resolve([from, bytes]));
  });
  const payload = Buffer.isBuffer(request) ? request : JSON.stringify(request);
  await client.publishAsync(topic, payload, { qos: 1 });
  const [from, bytes] = await answer;
  const text = topic.endsWith('cbor') ? decodeCbor(bytes) : JSON.parse(bytes.toString());
  return { ...(text as Answer), outcome: from.slice(topic.length + 1) } as Answer;
}

const tokenOf = ({ certificateOwnershipToken }: Answer, SerialNumber: string) => ({
  certificateOwnershipToken,
  parameters: { SerialNumber },
});

const csrOf = (keys = createKeyPair()) => ({
  certificateSigningRequest: createCsr({ commonName: 'SN1' }, keys),
});

describe('provisioning by claim', () => {
  it('takes a device from a claim to a certificate of its own, with which it gets in', async () => {
    await using folder = await temporaryFolder();
    await using made = await open(folder.path);
    const { registry, bench, claim } = made;
    const keys = createKeyPair();
    const created = await ask(claim, CREATE, csrOf(keys));
    expect(Object.keys(created).toSorted()).toEqual([
      'certificateId',
      'certificateOwnershipToken',
      'certificatePem',
      'outcome',
    ]);
    const own = {
      name: 'wt-7',
      certificateId: created['certificateId'] ?? '',
      cert: created['certificatePem'] ?? '',
      key: privateKeyPem(keys.privateKey),
    };
    await expect(connect(bench, registry, { device: own })).rejects.toThrow("Couldn't connect");
    expect(bench.refusals.at(-1)?.reason).toBe('certificate-pending');

    const { certificateOwnershipToken } = created;
    const parameters = { SerialNumber: '7', Site: 'south', unused: 'x' };
    expect(await ask(claim, PROVISION, { certificateOwnershipToken, parameters })).toEqual({
      outcome: 'accepted',
      thingName: 'wt-7',
      deviceConfiguration: { url: 'https://s' },
    });
    expect(registry.things.get('wt-7')).toMatchObject({
      attributes: { site: 'south' },
      principals: [own.certificateId],
    });
    const device = await connect(bench, registry, { device: own });
    await device.endAsync(true);
  });

  it('answers in CBOR, with a key of its own making if asked for one', async () => {
    await using folder = await temporaryFolder();
    await using made = await open(folder.path);
    const topic = '$aws/certificates/create/cbor';
    const created = await ask(made.claim, topic, Buffer.alloc(0));
    expect(created).toMatchObject({
      outcome: 'accepted',
      privateKey: expect.stringContaining('PRIVATE KEY') as string,
    });
    const { certificateOwnershipToken = '' } = created;
    const request = encodeCbor({ certificateOwnershipToken, parameters: { SerialNumber: '8' } });
    const provisioned = await ask(made.claim, PROVISION.replace('json', 'cbor'), request);
    expect(provisioned).toMatchObject({ outcome: 'accepted', thingName: 'wt-8' });
  });

  it('tells an answer to nobody but who asked', async () => {
    await using folder = await temporaryFolder();
    await using made = await open(folder.path);
    const { registry, bench, claim } = made;
    const other = await connect(bench, registry, { device: addClaim(registry, 'other') });
    const heard: string[] = [];
    other.on('message', (topic) => heard.push(topic));
    await other.subscribeAsync([`${CREATE}/accepted`, '$aws/certificates/create/json/accepted']);
    await ask(claim, CREATE, csrOf());
    // Its own answer comes after whatever came before.
    await ask(other, '$aws/certificates/create/json', {});
    expect(heard).toEqual(['$aws/certificates/create/json/accepted']);
    await other.endAsync(true);
  });

  it('refuses what it cannot do, and leaves nothing of it behind', async () => {
    await using folder = await temporaryFolder();
    await using made = await open(folder.path);
    const { registry, claim } = made;
    const rejected = async (topic: string, request: object | Buffer) => {
      const { outcome, statusCode, errorCode } = await ask(claim, topic, request); // prettier-ignore
      return [outcome, statusCode, errorCode];
    };
    expect(await rejected(CREATE, Buffer.from('{'))).toEqual(['rejected', 400, 'InvalidPayload']);
    expect(await rejected(CREATE, {})).toEqual(['rejected', 400, 'InvalidParameters']);
    expect(await rejected(CREATE, { certificateSigningRequest: 'x' })).toEqual([
      'rejected',
      400,
      'InvalidCertificateSigningRequest',
    ]);
    const forged = { certificateOwnershipToken: 'a.b', parameters: { SerialNumber: '1' } };
    expect(await rejected(PROVISION, forged)).toEqual([
      'rejected',
      400,
      'InvalidCertificateOwnershipToken',
    ]);
    const { certificateOwnershipToken, certificateId = '' } = await ask(claim, CREATE, csrOf()); // prettier-ignore
    for (const SerialNumber of [undefined, 'no spaces']) {
      const request = { certificateOwnershipToken, parameters: { SerialNumber } };
      expect(await rejected(PROVISION, request)).toEqual([
        'rejected',
        400,
        'InvalidRequestException',
      ]);
    }
    expect(registry.things.list()).toEqual([]);
    expect(registry.certificates.get(certificateId)).toMatchObject({
      status: 'PENDING_ACTIVATION',
      policies: [],
    });
    registry.templates.update('fleet', { enabled: false });
    expect((await rejected(PROVISION, forged)).at(-1)).toBe('InvalidRequest');
  });

  it('forgets a token after an hour, and deletes what it was for unless it was provisioned', async () => {
    await using folder = await temporaryFolder();
    await using made = await open(folder.path);
    const { registry, claim, wallClock } = made;
    const first = await ask(claim, CREATE, csrOf());
    const second = await ask(claim, CREATE, csrOf());
    await ask(claim, PROVISION, tokenOf(first, '1'));
    await wallClock.advance(3_600_000);
    expect(await ask(claim, PROVISION, tokenOf(second, '2'))).toMatchObject({
      outcome: 'rejected',
      errorCode: 'InvalidCertificateOwnershipToken',
    });
    const { certificates } = registry;
    expect(certificates.find(second['certificateId'] ?? '')).toBeUndefined();
    expect(certificates.get(first['certificateId'] ?? '').status).toBe('ACTIVE');
  });

  it('changes an existing thing as the overrides say', async () => {
    await using folder = await temporaryFolder();
    await using made = await open(folder.path);
    const { registry, claim } = made;
    registry.things.create({ name: 'wt-9', attributes: { owner: 'us', site: 'old' } });
    const again = async () => {
      const { certificateOwnershipToken } = await ask(claim, CREATE, csrOf());
      const parameters = { SerialNumber: '9' };
      return ask(claim, PROVISION, { certificateOwnershipToken, parameters });
    };
    await again();
    expect(registry.things.get('wt-9').attributes).toEqual({ owner: 'us', site: 'north' });
    const { thing } = TEMPLATE.Resources;
    registry.templates.delete('fleet');
    addTemplate(registry, {
      ...TEMPLATE,
      Resources: {
        ...TEMPLATE.Resources,
        thing: { ...thing, OverrideSettings: { AttributePayload: 'FAIL' } },
      },
    });
    expect(await again()).toMatchObject({ outcome: 'rejected', statusCode: 409 });
  });
});
