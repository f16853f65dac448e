import { describe, expect, it } from 'vitest';
import { brokerTarget } from '../../../src/cli/options/broker-target.ts';
import { runSchema } from '../../../src/cli/options/run-options.ts';

const broker = (given: Readonly<Record<string, unknown>>) =>
  runSchema.parse({ profile: 'factory', state: 's', ...given }).broker;

describe('the options of a run at a broker', () => {
  it('are read from the URL of the target', () => {
    expect(brokerTarget('mqtt://10.0.0.7')).toEqual({
      host: '10.0.0.7',
      port: 1_883,
      tls: false,
      isAws: false,
    });
    expect(brokerTarget('mqtts://[::1]:99/')).toEqual({
      host: '::1',
      port: 99,
      tls: true,
      isAws: false,
    });
    const aws = 'a1b2-ats.iot.eu-west-1.amazonaws.com';
    expect(brokerTarget(`mqtts://${aws}`)).toEqual({
      host: aws,
      port: 8_883,
      tls: true,
      isAws: true,
    });
    expect(brokerTarget('local')).toBeUndefined();
  });

  it.each(['http://host', 'mqtt://user@host', 'mqtt://host/topic', 'mqtt://', 'mqtt://ho st'])(
    'are no broker at %s',
    (target) => {
      expect(() => brokerTarget(target)).toThrow(
        expect.objectContaining({ code: 'target/invalid' }),
      );
    },
  );

  it('are there only with a broker', () => {
    expect(broker({})).toBeUndefined();
    expect(broker({ target: 'mqtt://h', gateways: 'auto', workers: '2' })).toMatchObject({
      gateways: 'auto',
      workers: 2,
    });
    expect(broker({ target: 'mqtt://h' })).toMatchObject({ workers: 1 });
    expect(() => broker({ gateways: 3 })).toThrow('--gateways is for a broker, not for the twin.');
    expect(() => broker({ target: 'mqtt://h', basicIngest: 'a b' })).toThrow(
      'the name of a topic rule',
    );
    expect(() => broker({ target: 'mqtt://h', workers: 0 })).toThrow('from 1 to 64, or auto');
  });

  it('keep a client that brings its own threads out of workers', () => {
    const target = 'mqtt://localhost';
    expect(broker({ target, client: 'mqtt', workers: '2' })?.workers).toBe(2);
    expect(broker({ target, client: 'crt', workers: '1' })?.workers).toBe(1);
    for (const workers of ['2', 'auto']) {
      expect(() => broker({ target, client: 'crt', workers })).toThrow('--client crt has threads');
    }
  });

  it('ask for all three files of an identity with TLS, and for none without', () => {
    const files = { ca: 'a', cert: 'b', key: 'c' };
    expect(broker({ target: 'mqtts://h', ...files })).toMatchObject({ identity: files });
    expect(() => broker({ target: 'mqtts://h', ca: 'a' })).toThrow('all three');
    expect(() => broker({ target: 'mqtt://h', ...files })).toThrow('all three');
  });

  it('take a folder of certificates instead of one of them', () => {
    const folder = { ca: 'a', certs: 'dir' };
    expect(broker({ target: 'mqtts://h', ...folder })).toMatchObject({
      identity: { ca: 'a', certsDir: 'dir' },
    });
    expect(() => broker({ target: 'mqtts://h', certs: 'dir' })).toThrow('--ca and --certs');
    expect(() => broker({ target: 'mqtts://h', ...folder, key: 'k' })).toThrow('--ca and --certs');
    expect(() => broker({ target: 'mqtt://h', ...folder })).toThrow('mqtt:// with none');
    expect(() => broker({ certs: 'dir' })).toThrow('--certs is for a broker, not for the twin.');
  });

  it('let a user name stand for a certificate', () => {
    const login = { username: 'u', password: 'p' };
    const target = 'mqtts://h';
    expect(broker({ target, ...login })).toMatchObject({ credentials: login, identity: {} });
    expect(broker({ target, ca: 'a', ...login })).toMatchObject({ identity: { ca: 'a' } });
    expect(() => broker({ target, cert: 'a', ...login })).toThrow('all three');
    expect(() => broker({ target: 'mqtt://h', password: 'p' })).toThrow('needs a user name');
    expect(() => broker({ username: 'u' })).toThrow(
      '--username is for a broker, not for the twin.',
    );
    expect(broker({ password: 'p' })).toBeUndefined();
  });
});
