import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runProgram } from '../../../src/cli/program.ts';
import { createIdentityRegistry } from '../../../src/cloud/local/identity/identity-registry.ts';
import { createIotControlPlane } from '../../../src/cloud/local/iot/control-plane.ts';
import { createFrontDoor } from '../../../src/cloud/local/front-door/front-door.ts';
import { AwsFault, jsonFault, type AwsService } from '../../../src/cloud/local/service.ts';
import { systemClock } from '../../../src/runtime/clock.ts';
import { createDisposal, type Disposal } from '../../../src/runtime/disposal.ts';
import { silentLog } from '../../../src/runtime/log.ts';
import { fakeIo } from '../fake-io.ts';

let dir: string;
let disposal: Disposal;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pm-sim-aws-'));
  await writeFile(join(dir, 'package.json'), '{}');
  disposal = createDisposal();
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await disposal.dispose();
  await rm(dir, { recursive: true });
});

const ACCOUNT = { region: 'eu-west-1', accountId: '123456789012' };

/** An endpoint on a real port, as a twin with --aws-port has it. */
async function endpoint(wrap: (service: AwsService) => AwsService = (service) => service) {
  const wallClock = systemClock();
  const registry = disposal.use(
    await createIdentityRegistry({
      stateDir: join(dir, 'far'),
      wallClock,
      log: silentLog,
      account: ACCOUNT,
    }),
  );
  const service = createIotControlPlane({ registry, endpoint: () => 'far:8883' });
  const door = disposal.use(createFrontDoor([wrap(service)], { log: silentLog }));
  const { port } = await door.listen({ host: '127.0.0.1', port: 0 });
  return { registry, url: `http://127.0.0.1:${port}` };
}

async function provision(argv: readonly string[], env: Record<string, string>) {
  const io = fakeIo({ cwd: dir, env: { AWS_REGION: 'eu-west-1', ...env } });
  const exitCode = await runProgram(['provision', ...argv, '--target', 'aws'], io);
  return { exitCode, stdout: io.stdout.text(), stderr: io.stderr.text() };
}

describe('provisioning at an endpoint', () => {
  it('goes through all verbs, with a policy for the account that answers', async () => {
    const { registry, url } = await endpoint();
    const env = { AWS_ENDPOINT_URL: url };
    expect((await provision(['create', 'a', 'b'], env)).stderr).toContain(`2 devices at ${url}`);
    expect(registry.policies.get('pm-sim-device').document).toContain(
      'arn:aws:iot:eu-west-1:123456789012:client/${iot:Connection.Thing.ThingName}',
    );
    expect(await provision(['rotate', 'a'], env)).toMatchObject({ exitCode: 0 });
    expect(await provision(['verify'], env)).toMatchObject({ exitCode: 0 });
    expect((await provision(['ls'], env)).stdout).toMatch(/a +[0-9a-f]{12} +ACTIVE/);
    await provision(['revoke', 'b'], env);
    expect(await provision(['verify'], env)).toMatchObject({ exitCode: 1 });
    await provision(['rm', '--all'], env);
    expect(registry.certificates.list()).toEqual([]);
    expect(registry.policies.list()).toEqual([]);
  });

  it.each([
    ['UnrecognizedClientException', 403, 'connection/credentials'],
    ['AccessDeniedException', 403, 'connection/forbidden'],
    ['LimitExceededException', 410, 'provision/refused'],
  ])('tells %s (%i) as %s, with what the endpoint said', async (name, status, code) => {
    const { url } = await endpoint((service) => ({
      ...service,
      handle: () => Promise.resolve(jsonFault('1.1', new AwsFault(name, 'No, thank you.', status))),
    }));
    await expect(provision(['create', 'a'], { AWS_ENDPOINT_URL: url })).rejects.toMatchObject({
      code,
      kind: 'connection',
      message: expect.stringContaining('No, thank you.') as string,
    });
  });

  it('tells that nobody is there', async () => {
    const { url } = await endpoint();
    await disposal.dispose();
    await expect(provision(['ls', '--endpoint-url', url], {})).rejects.toMatchObject({
      code: 'connection/unreachable',
    });
  });
});
