import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWorkplace, type Workplace } from './cli-run.ts';
import { refusalOf, saying } from './refusal-text.ts';

const FARM = 'run --profile wind-farm -c 1 --seed 1 --speed max --duration 1s';

let place: Workplace;

beforeEach(async () => {
  place = await openWorkplace();
});

afterEach(() => place[Symbol.asyncDispose]());

describe('a run is refused, with exit code 2 and the reason, for', () => {
  it.each<[string, string, ...string[]]>([
    ['an unknown profile', 'run --profile wind-frm', 'no device profile "wind-frm"', '"wind-farm"?'],
    ['no profile', 'run', '--profile is missing'],
    ['an unknown command', 'rum --profile wind-farm', 'unknown command "rum"'],
    ['an unknown flag', `${FARM} --sped 2`, 'unknown option "--sped"', '--speed'],
    ['a value of a wrong type', `${FARM} --set interval=often`, '--set interval=often', 'duration'],
    ['an unknown path', `${FARM} --set intervall=1s`, 'intervall: unknown key', '"interval"?'],
    ['an override without a value', `${FARM} --set interval`, '--set: expected NAME=VALUE'],
    ['an unknown fault', `${FARM} --inject gearbox-waer@wt-001`, 'no fault mode "gearbox-waer"', 'gearbox-bearing-wear'],
    ['an unknown device', `${FARM} --inject oil-cooler-loss@wt-009`, 'no device "wt-009"', '"wt-001"?'],
    ['a fault of another form', `${FARM} --inject everything`, 'expected MODE@DEVICE'],
    ['a bad delay', `${FARM} --inject oil-cooler-loss@wt-001+soon`, '"soon" is not a duration'],
    ['a bad duration', 'run --profile wind-farm --duration 5parsecs', '--duration: expected a duration', '"5parsecs"'],
    ['no duration at all', 'run --profile wind-farm --duration 0s', '--duration: expected a duration above 0'],
    ['a fleet of none', `${FARM} -c 0`, '--count: expected a whole number from 1'],
    ['a quality of service that AWS IoT has not', `${FARM} -q 2`, '--qos: expected 0 or 1'],
    ['a port that is none', `${FARM} -p 99999`, '--mqtt-port: expected a port'],
    ['an address of another machine', `${FARM} -h 203.0.113.1`, 'Cannot listen on 203.0.113.1', 'an address of this machine'],
    ['more speed than AWS IoT takes', `${FARM} --target aws`, '--speed max is as fast as this machine', 'give a factor'],
    ['an unknown target', `${FARM} --target moon`, '"moon" is not a target'],
    ['a missing configuration', `${FARM} --config nowhere.yaml`, 'no configuration file', 'nowhere.yaml'],
  ])('%s', async (_, line, ...says) => {
    expect(await refusalOf(place, line)).toMatch(saying(says));
  }); // prettier-ignore

  it.each([
    ['malformed YAML', 'profile: farm\ncount: [1\n', /farm\.yaml:\d+/],
    ['a wrong type in its profile', 'profile: farm\ncount: many\n', /farm\.yaml:2: count: .*many/],
    [
      'an unknown key in its profile',
      'profile: farm\ncuont: 2\n',
      /farm\.yaml:2: .*cuont.*"count"\?/,
    ],
  ])('%s', async (_, yaml, says) => {
    const path = join(place.dir, 'farm.yaml');
    await writeFile(path, yaml);
    expect(await refusalOf(place, `run --profile ${path}`)).toMatch(says);
  });

  it.each([
    ['MQTT', '--mqtt-port'],
    ['AWS', '--aws-port'],
  ])('a port in use for %s', async (_, flag) => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as AddressInfo;
    expect(await refusalOf(place, `${FARM} ${flag} ${port}`)).toMatch(
      saying([`127.0.0.1:${port}`, 'in use', flag]),
    );
    holder.close();
    expect((await place.run(FARM)).exitCode).toBe(0);
  });

  it('a report that cannot be written', async () => {
    await writeFile(join(place.dir, 'file'), '');
    expect(await refusalOf(place, `${FARM} --out file/report`)).toMatch(
      saying(['report', 'ENOTDIR', '--out']),
    );
  });
});

describe('a replay is refused before anything is started, for', () => {
  it.each<[string, string | Buffer | undefined, ...string[]]>([
    ['a missing file', undefined, 'no such file'],
    ['prose', 'Dear diary\nnothing happened today\n', ':1: expected a line of column names'],
    ['an empty file', '', ':1: expected a line of column names'],
    ['a table without a time', 'power_kw,oil_c\n1,2\n', 'no column looks like a time', '--map'],
    ['a table without one reading', 'ts,power_kw\nsoon,1\n', 'nothing to send', 'readable time'],
    ['a JSON array', '[{"ts":1}]', 'a JSON array', 'jq'],
    ['bytes that are no text', Buffer.from([80, 75, 3, 4, 0, 0, 255]), 'is not text'],
    ['damaged gzip', gzipSync('ts,power_kw\n2024-01-01T00:00:00Z,1\n').fill(7, 12, 24), 'damaged'],
  ])('%s', async (_, content, ...says) => {
    if (content !== undefined) await writeFile(join(place.dir, 'recording'), content);
    expect(await refusalOf(place, 'replay recording --speed max')).toMatch(
      saying(['recording', ...says]),
    );
    await expect(readFile(join(place.dir, '.pm-sim', 'identity', 'ca.pem'))).rejects.toThrow(
      'ENOENT',
    );
  });

  it('a folder, and no file at all', async () => {
    expect(await refusalOf(place, 'replay . --speed max')).toMatch(
      saying(['holds no dataset.json']),
    );
    expect(await refusalOf(place, 'replay')).toMatch(saying(['missing required argument "file"']));
  });
});

describe('tail', () => {
  it('is refused without a state folder to look into', async () => {
    expect(await refusalOf(place, 'tail --no-follow')).toMatch(
      saying(['no state folder', '--state DIR']),
    );
  });

  it('times out with exit code 27 when no alert comes', async () => {
    const line = 'tail --count 1 --timeout 10ms';
    expect(await refusalOf(place, line, 27)).toContain('Only 0 of 1 alerts came within');
  });
});
