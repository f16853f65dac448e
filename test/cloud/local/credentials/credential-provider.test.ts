import { request } from 'node:https';
import { describe, expect, it } from 'vitest';
import { openCredentialProvider } from '../../../../src/cloud/local/credentials/credential-provider.ts';
import type { IdentityRegistry } from '../../../../src/cloud/local/identity/identity-registry.ts';
import { systemClock } from '../../../../src/runtime/clock.ts';
import { silentLog } from '../../../../src/runtime/log.ts';
import { addDevice, openRegistry, temporaryFolder, type Device } from '../identity/fixtures.ts';

const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: 'iot:AssumeRoleWithCertificate',
      Resource: 'arn:aws:iot:*:*:rolealias/logs',
    },
    {
      Effect: 'Allow',
      Action: 'iot:AssumeRoleWithCertificate',
      Resource: 'arn:aws:iot:*:*:rolealias/of-${iot:Connection.Thing.ThingName}',
    },
  ],
});

async function open(registry: IdentityRegistry) {
  const now = systemClock().now();
  const clock = { ...systemClock(), now: () => now };
  const provider = await openCredentialProvider({ host: '127.0.0.1', registry, clock, log: silentLog }); // prettier-ignore
  const get = (path: string, device?: Device, headers: Record<string, string> = {}) =>
    new Promise<{ status: number | undefined; body: Record<string, unknown> }>(
      (resolve, reject) => {
        const identity = device === undefined ? {} : { cert: device.cert, key: device.key };
        const options = {
          host: '127.0.0.1',
          port: provider.port,
          path,
          headers,
          ca: registry.caPem,
        };
        const asked = request({ ...options, ...identity, agent: false }, (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (part: string) => (text += part));
          response.on('end', () =>
            resolve({
              status: response.statusCode,
              body: JSON.parse(text) as Record<string, unknown>,
            }),
          );
        });
        asked.on('error', reject);
        asked.end();
      },
    );
  return { now, get, [Symbol.asyncDispose]: () => provider[Symbol.asyncDispose]() };
}

const pathOf = (alias: string): string => `/role-aliases/${alias}/credentials`;
const role = { roleArn: 'arn:aws:iam::000000000000:role/logs', durationSeconds: 900 };

describe('the credential provider', () => {
  it("gives temporary credentials in the documented form for as long as the alias's", async () => {
    await using folder = await temporaryFolder();
    await using registry = await openRegistry(folder.path);
    await using provider = await open(registry);
    registry.roleAliases.create('logs', role);
    const { status, body } = await provider.get(pathOf('logs'), addDevice(registry, 'a', POLICY));
    expect(status).toBe(200);
    expect(body).toEqual({
      credentials: {
        accessKeyId: expect.stringMatching(/^ASIA[0-9A-F]{16}$/u) as string,
        secretAccessKey: expect.stringMatching(/^.{40}$/u) as string,
        sessionToken: expect.any(String) as string,
        expiration: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/u) as string,
      },
    });
    const { expiration } = body['credentials'] as { readonly expiration: string };
    expect(Date.parse(expiration)).toBe(Math.floor(provider.now / 1_000) * 1_000 + 900_000);
  });

  it('knows the thing that is named, if the certificate is its own', async () => {
    await using folder = await temporaryFolder();
    await using registry = await openRegistry(folder.path);
    await using provider = await open(registry);
    const [a] = [addDevice(registry, 'a', POLICY), addDevice(registry, 'b', POLICY)];
    for (const name of ['of-a', 'of-b']) registry.roleAliases.create(name, role);
    const ask = async (alias: string, thing?: string) =>
      (await provider.get(pathOf(alias), a, thing === undefined ? {} : { 'x-amzn-iot-thingname': thing })).status; // prettier-ignore
    expect(await ask('of-a', 'a')).toBe(200);
    expect(await ask('of-a')).toBe(403);
    expect(await ask('of-b', 'a')).toBe(403);
    expect(await ask('of-b', 'b')).toBe(403);
  });

  it('refuses whoever may not, by certificate, policy, alias and path', async () => {
    await using folder = await temporaryFolder();
    await using registry = await openRegistry(folder.path);
    await using provider = await open(registry);
    registry.roleAliases.create('other', role);
    const device = addDevice(registry, 'a', POLICY);
    const refusal = async (alias: string, who?: Device) => {
      const { status, body } = await provider.get(pathOf(alias), who);
      return [status, body['message']];
    };
    expect(await refusal('logs')).toEqual([403, 'Invalid certificate: no-certificate']);
    expect(await refusal('other', device)).toEqual([403, 'Access denied']);
    expect(await refusal('logs', device)).toEqual([404, 'Role alias logs does not exist']);
    expect((await provider.get('/role-aliases/%zz/credentials', device)).status).toBe(404);
    registry.certificates.setStatus(device.certificateId, 'REVOKED');
    expect(await refusal('logs', device)).toEqual([
      403,
      'Invalid certificate: certificate-revoked',
    ]);
  });
});
