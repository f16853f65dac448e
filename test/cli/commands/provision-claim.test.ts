import { readFileSync } from 'node:fs';
import { get } from 'node:https';
import { DescribeEndpointCommand, IoTClient } from '@aws-sdk/client-iot';
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runProgram } from '../../../src/cli/program.ts';
import { bench } from '../../cloud/local/twin-fixture.ts';
import { fakeIo } from '../fake-io.ts';

const clouds = bench();
let dir: string;
beforeEach(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
  dir = await mkdtemp(join(tmpdir(), 'pm-sim-claim-'));
  await writeFile(join(dir, 'package.json'), '{}');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(dir, { recursive: true });
});

async function provision(line: string) {
  const io = fakeIo({ cwd: dir, env: { AWS_REGION: 'us-east-1' } });
  const exitCode = await runProgram(['provision', ...line.split(' ')], io);
  return { exitCode, stdout: io.stdout.text(), stderr: io.stderr.text() };
}

const fileOf = (device: string, name: string): string =>
  readFileSync(join(dir, 'certs', device, name), 'utf8');

const certificateOf = (device: string): Promise<string> =>
  readFile(join(dir, 'certs', device, 'certificate.pem.crt'), 'utf8');

describe('provision by claim', () => {
  it('gives devices of the twin certificates of their own over MQTT, and keeps them when repeated', async () => {
    expect(await provision('claim pumps')).toMatchObject({ exitCode: 0, stdout: '' });
    const create = 'create -c 3 --prefix p --claim claims/pumps --template pumps --out certs';
    const { stderr } = await provision(create);
    expect(stderr).toContain('3 of 3 devices by the template pumps: 3 issued, 0 kept');
    expect((await stat(join(dir, 'certs/p-001/private.pem.key'))).mode & 0o777).toBe(0o600);
    expect(await provision('verify')).toMatchObject({ exitCode: 0 });
    const before = await certificateOf('p-002');
    await rm(join(dir, 'certs/p-003'), { recursive: true });
    expect((await provision(create)).stderr).toContain('1 issued, 2 kept');
    expect(await certificateOf('p-002')).toBe(before);
  });

  it('asks a twin that runs, with its endpoint and without its state folder', async () => {
    const twin = await clouds.start({ awsPort: 0 });
    await writeFile(join(dir, 'ca.pem'), twin.caPem);
    const aws = `--target aws --endpoint-url http://127.0.0.1:${twin.awsPort}`;
    await provision(`claim pumps --rotation ${aws}`);
    const endpoint = `--target aws --endpoint 127.0.0.1:${twin.mqtt.port} --ca ca.pem`;
    const parameters = '--parameter ThingName=site-{name} --parameter Batch=7';
    const claim = `--claim claims/pumps --template pumps ${parameters}`;
    const { stdout } = await provision(`create a ${claim} ${endpoint} --json`);
    expect(JSON.parse(stdout)).toMatchObject({ thing: 'site-a', state: 'issued' });
    expect(await readdir(join(dir, 'certs'))).toEqual(['site-a']);
    const { certificates, things } = twin.registry;
    const [id = ''] = things.get('site-a').principals;
    expect(certificates.get(id)).toMatchObject({
      status: 'ACTIVE',
      policies: ['pm-sim-device', 'pm-sim-rotation-pumps'],
    });
  });

  it('gives devices the right to a role, and tells where its credentials are had', async () => {
    const twin = await clouds.start({ awsPort: 0 });
    const aws = `--target aws --endpoint-url http://127.0.0.1:${twin.awsPort}`;
    const role = 'arn:aws:iam::000000000000:role/uploads';
    const { exitCode } = await provision(`create a --role-alias logs --role-arn ${role} ${aws}`);
    expect(exitCode).toBe(0);
    const { certificates, things, roleAliases } = twin.registry;
    expect(roleAliases.get('logs')).toMatchObject({ roleArn: role, durationSeconds: 3_600 });
    const [id = ''] = things.get('a').principals;
    expect(certificates.get(id).policies).toEqual(['pm-sim-device', 'pm-sim-role-logs']);
    const other = provision(`create a --role-alias logs --role-arn ${role}-2 ${aws}`);
    await expect(other).rejects.toMatchObject({ code: 'provision/alias-differs' });
    const iot = new IoTClient(twin.clientDefaults);
    const endpointType = 'iot:CredentialProvider';
    const { endpointAddress } = await iot.send(new DescribeEndpointCommand({ endpointType }));
    const asked = await new Promise<number | undefined>((resolve, reject) => {
      get(
        `https://${endpointAddress}/role-aliases/logs/credentials`,
        {
          ca: twin.caPem,
          cert: fileOf('a', 'certificate.pem.crt'),
          key: fileOf('a', 'private.pem.key'),
        },
        (response) => resolve(response.resume().statusCode),
      ).on('error', reject);
    });
    expect(asked).toBe(200);
    iot.destroy();
  });

  it('says which template or parameter was wrong', async () => {
    await provision('claim pumps');
    const claim = 'create a --claim claims/pumps';
    await expect(provision(`${claim} --template fans`)).rejects.toMatchObject({
      code: 'connection/subscribe-refused',
    });
    const wrong = provision(`${claim} --template pumps --parameter Name={name}`);
    await expect(wrong).rejects.toMatchObject({
      code: 'provision/rejected',
      message: expect.stringContaining('The parameter ThingName is missing') as string,
    });
  });

  it.each([
    ['create a --claim claims/pumps', 'options/conflict'],
    ['create a --template pumps', 'options/conflict'],
    ['create a --role-alias logs', 'options/conflict'],
    ['create a --role-alias logs --role-arn r --claim c --template t', 'options/conflict'],
    ['create a --claim claims/pumps --template pumps', 'device/missing-file'],
    ['create a --claim c --template t --parameter x', 'options/invalid'],
    ['claim', 'options/invalid'],
    ['claim a b', 'options/invalid'],
    ['claim a --target aws', 'options/invalid'],
  ])('refuses %j as %s', async (line, code) => {
    await expect(provision(line)).rejects.toMatchObject({ code });
  });

  it('refuses to change a template that somebody else has made', async () => {
    await provision('claim pumps');
    await expect(provision('claim pumps --group others')).rejects.toMatchObject({
      code: 'provision/template-differs',
    });
  });
});
