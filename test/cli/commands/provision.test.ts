import { chmod, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runProgram } from '../../../src/cli/program.ts';
import { acquireFileLock } from '../../../src/runtime/lock-file.ts';
import { fakeIo } from '../fake-io.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pm-sim-provision-'));
  await writeFile(join(dir, 'package.json'), '{}');
});
afterEach(() => rm(dir, { recursive: true }));

async function provision(argv: readonly string[], env: Record<string, string> = {}) {
  const io = fakeIo({ cwd: dir, env });
  const exitCode = await runProgram(['provision', ...argv], io);
  const stdout = io.stdout.text();
  const json = argv.includes('--json')
    ? stdout.split('\n').flatMap((line): Record<string, unknown>[] => (line === '' ? [] : [JSON.parse(line)])) // prettier-ignore
    : [];
  return { exitCode, stdout, stderr: io.stderr.text(), json };
}

const file = (device: string, name: string): string => join(dir, 'certs', device, name);

const swap = async (name: string): Promise<void> =>
  writeFile(file('wt-001', name), await readFile(file('wt-002', name)));

describe('provision create', () => {
  it('makes devices by number, with files for their owner only, and keeps them when repeated', async () => {
    const made = await provision(['create', '-c', '2', '--prefix', 'wt', '-n', '9']);
    expect(made).toMatchObject({ exitCode: 0, stdout: '' });
    expect(made.stderr).toContain('2 of 2 devices');
    expect(made.stderr).toContain('2 issued, 0 kept');
    expect((await readdir(join(dir, 'certs'))).toSorted()).toEqual(['wt-009', 'wt-010']);
    expect((await stat(file('wt-009', 'private.pem.key'))).mode & 0o777).toBe(0o600);
    const before = await readFile(file('wt-009', 'certificate.pem.crt'), 'utf8');
    const again = await provision(['create', '-c', '3', '--prefix', 'wt', '-n', '9']);
    expect(again.stderr).toContain('1 issued, 2 kept');
    expect(await readFile(file('wt-009', 'certificate.pem.crt'), 'utf8')).toBe(before);
  });

  it('makes devices by name, and tells of each as JSON, never of its key', async () => {
    const { json, stdout } = await provision(['create', 'pump-a', 'pump-b', '--json']);
    expect(json).toMatchObject([
      { thing: 'pump-a', state: 'issued', certificateId: expect.any(String) as string },
      { thing: 'pump-b', state: 'issued' },
    ]);
    expect(stdout).not.toContain('PRIVATE KEY');
  });

  it('encrypts keys with a passphrase from a file or the environment', async () => {
    const secret = join(dir, 'secret.txt');
    await writeFile(secret, 'open sesame\n');
    await provision(['create', 'a', '--key-passphrase-file', secret]);
    const env = { PM_SIM_KEY_PASSPHRASE: 'open sesame' };
    await provision(['create', 'b'], env);
    for (const device of ['a', 'b']) {
      const text = await readFile(file(device, 'private.pem.key'), 'utf8');
      expect(text).toContain('BEGIN ENCRYPTED PRIVATE KEY');
    }
    expect(await provision(['verify'], env)).toMatchObject({ exitCode: 0 });
    await expect(provision(['create', 'a'])).rejects.toMatchObject({ code: 'device/passphrase' });
  });

  it('issues for the days asked for', async () => {
    const { json } = await provision(['create', 'a', '--days', '7', '--json']);
    const days = (Date.parse(json[0]?.['notAfter'] as string) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(6.9);
    expect(days).toBeLessThanOrEqual(7);
  });

  it.each([
    [['create'], 'options/invalid'],
    [['create', 'a', '-c', '2'], 'options/conflict'],
    [['create', '-c', '0'], 'options/invalid'],
    [['create', 'a', '--target', 'azure'], 'options/invalid'],
    [['create', 'a', '--key-passphrase-file', 'none.txt'], 'options/invalid'],
    [['rotate'], 'options/invalid'],
    [['rm', 'a', '--all'], 'options/invalid'],
    [['ls'], 'state/missing'],
  ])('%j is refused as %s', async (argv, code) => {
    await expect(provision(argv)).rejects.toMatchObject({ code });
  });

  it("is refused with the lock's message while a run holds the state", async () => {
    const lock = await acquireFileLock(join(dir, '.pm-sim', 'twin.lock'));
    await expect(provision(['create', 'a'])).rejects.toMatchObject({
      code: 'state/in-use',
      message: expect.stringContaining(`process ${process.pid}`) as string,
    });
    await lock.release();
  });

  it('ends with 130 on Ctrl+C, and the same command goes on', async () => {
    const io = fakeIo({ cwd: dir });
    const running = runProgram(['provision', 'create', '-c', '50'], io);
    io.interrupt();
    expect(await running).toBe(130);
    expect(io.stderr.text()).toMatch(/^\d+ of 50 devices/);
    expect(await provision(['create', '-c', '50'])).toMatchObject({ exitCode: 0 });
  });
});

describe('provision ls, rotate, revoke and rm', () => {
  beforeEach(() => provision(['create', '-c', '3', '--prefix', 'wt']));

  it('lists things with certificate, status and end', async () => {
    const { stdout, exitCode } = await provision(['ls']);
    expect(exitCode).toBe(0);
    expect(stdout.split('\n')).toMatchObject([
      expect.stringMatching(/^thing +certificate +status +until/),
      expect.stringMatching(/^wt-001 {2}[0-9a-f]{12} +ACTIVE +20\d\d-/),
      expect.stringMatching(/^wt-002/),
      expect.stringMatching(/^wt-003/),
      '',
    ]);
  });

  it('rotate replaces files and deletes the old certificate', async () => {
    const [before] = (await provision(['ls', 'wt-002', '--json'])).json;
    const { json } = await provision(['rotate', 'wt-002', '--json']);
    expect(json).toMatchObject([{ thing: 'wt-002', retired: 1 }]);
    const [after] = (await provision(['ls', 'wt-002', '--json'])).json;
    expect(after).toMatchObject({ certificates: [{ status: 'ACTIVE' }] });
    expect(after).not.toEqual(before);
    const id = await readFile(file('wt-002', 'certificate.id'), 'utf8');
    expect(after).toMatchObject({ certificates: [{ certificateId: id.trim() }] });
    expect(await provision(['verify'])).toMatchObject({ exitCode: 0 });
  });

  it('revoke keeps the certificate known, create leaves it so, rotate undoes it', async () => {
    await provision(['revoke', 'wt-003']);
    const [revoked] = (await provision(['ls', 'wt-003', '--json'])).json;
    expect(revoked).toMatchObject({ certificates: [{ status: 'REVOKED' }] });
    const again = await provision(['create', '-c', '3', '--prefix', 'wt']);
    expect(again.exitCode).toBe(1);
    expect(again.stderr).toContain('Revoked or inactive, and left so: wt-003.');
    await provision(['rotate', 'wt-003']);
    expect(await provision(['verify'])).toMatchObject({ exitCode: 0 });
  });

  it('rm works without local files, and takes those away that are there', async () => {
    await rm(join(dir, 'certs', 'wt-001'), { recursive: true });
    const { json } = await provision(['rm', 'wt-001', 'wt-002', '--json']);
    expect(json).toEqual([
      { thing: 'wt-001', certificates: 1, files: false },
      { thing: 'wt-002', certificates: 1, files: true },
    ]);
    expect(await readdir(join(dir, 'certs'))).toEqual(['crl.pem', 'wt-003']);
    await provision(['rm', '--all']);
    expect((await provision(['ls'])).stderr).toContain('There are no devices');
    expect(await provision(['create', 'wt-001'])).toMatchObject({ exitCode: 0 });
  });

  it.each(['rotate', 'revoke', 'rm'])(
    '%s leaves things alone that are not of the group',
    async (verb) => {
      await expect(provision([verb, 'wt-04'])).rejects.toMatchObject({
        code: 'provision/not-in-group',
        message: expect.stringContaining('Did you mean') as string,
      });
      await provision(['create', 'other', '--group', 'another']);
      await expect(provision([verb, 'other'])).rejects.toMatchObject({
        code: 'provision/not-in-group',
      });
    },
  );
});

describe('provision verify', () => {
  beforeEach(() => provision(['create', '-c', '2', '--prefix', 'wt']));

  const damages: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['device/missing-file', () => rm(file('wt-001', 'certificate.pem.crt'))],
    ['device/key-exposed', () => chmod(file('wt-001', 'private.pem.key'), 0o644)],
    ['device/key-mismatch', () => swap('private.pem.key')],
    ['device/other-name', async () => Promise.all(['private.pem.key', 'certificate.pem.crt', 'certificate.id'].map(swap))], // prettier-ignore
    ['device/other-id', () => writeFile(file('wt-001', 'certificate.id'), 'x')],
    ['device/expires-soon', () => provision(['rotate', 'wt-001', '--days', '2'])],
    ['device/other-authority', () => rm(join(dir, '.pm-sim', 'identity', 'authority.pem'))],
    ['certificate/not-active', () => provision(['revoke', 'wt-001'])],
    ['thing/missing', () => rm(join(dir, '.pm-sim', 'identity', 'things.ndjson'))],
    ['certificate/not-attached', () => provision(['rotate', 'wt-001', '--out', join(dir, 'new')])],
  ];
  it.each(damages)('finds %s, says what mends it, and ends with 1', async (code, damage) => {
    expect(await provision(['verify'])).toMatchObject({ exitCode: 0, stdout: '' });
    await damage();
    const { exitCode, json } = await provision(['verify', '--json']);
    expect(exitCode).toBe(1);
    const found = json.filter((finding) => finding['device'] === 'wt-001');
    expect(found.map((finding) => finding['code'])).toContain(code);
    for (const { remedy } of found) expect(remedy).toMatch(/\w/);
  });

  it('wants devices to verify', async () => {
    await rm(join(dir, 'certs'), { recursive: true });
    await expect(provision(['verify'])).rejects.toMatchObject({ code: 'device/missing-file' });
  });
});
