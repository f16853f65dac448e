import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openIdentityFiles } from '../../../src/cli/edge/identity-files.ts';
import { createCertificateAuthority } from '../../../src/cloud/x509/authority.ts';
import { createCsr } from '../../../src/cloud/x509/csr.ts';
import { createKeyPair, privateKeyPem } from '../../../src/cloud/x509/keys.ts';

const validity = { notBefore: Date.UTC(2026, 0, 1), notAfter: Date.UTC(2036, 0, 1) };
const authority = createCertificateAuthority({ name: { commonName: 'test' }, validity });

function pair() {
  const keys = createKeyPair();
  const { pem } = authority.issueDeviceCertificate(createCsr({ commonName: 'a' }, keys), validity);
  return { cert: pem, key: privateKeyPem(keys.privateKey) };
}

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pm-sim-identity-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

function open(first = pair()) {
  const paths = { cert: join(dir, 'agent.pem'), key: join(dir, 'agent.key') };
  writeFileSync(paths.cert, first.cert);
  writeFileSync(paths.key, first.key, { mode: 0o600 });
  return { files: openIdentityFiles(paths), paths, first };
}

describe("an agent's certificate files", () => {
  it('are replaced as a pair, the key for its owner only', () => {
    const { files, paths, first } = open();
    expect(files.newer(first)).toBeUndefined();
    const next = pair();
    files.replace(next);
    expect(files.newer(first)).toEqual(next);
    expect(files.read()).toEqual(next);
    expect(statSync(paths.key).mode & 0o777).toBe(0o600);
    expect(readdirSync(dir).toSorted()).toEqual(['agent.key', 'agent.pem']);
  });

  it('are put right when a crash came between the new key and its certificate', () => {
    const { files, paths } = open();
    const next = pair();
    writeFileSync(`${paths.cert}.next`, next.cert);
    writeFileSync(paths.key, next.key);
    expect(files.read()).toEqual(next);
    expect(readFileSync(paths.cert, 'utf8')).toBe(next.cert);
  });

  it('stay as they are when a crash came before the new key', () => {
    const { files, paths, first } = open();
    writeFileSync(`${paths.cert}.next`, pair().cert);
    expect(files.read()).toEqual(first);
  });

  it('are not taken up while they do not belong together', () => {
    const { files, paths, first } = open();
    writeFileSync(paths.key, pair().key);
    expect(files.newer(first)).toBeUndefined();
    rmSync(paths.key);
    expect(files.newer(first)).toBeUndefined();
  });

  it('call when both have changed', async () => {
    const { files, first } = open();
    const next = pair();
    const changed = new Promise<void>((resolve) => {
      const stop = files.watch(() => {
        stop();
        resolve();
      });
    });
    files.replace(next);
    await changed;
    expect(files.newer(first)).toEqual(next);
  });
});
