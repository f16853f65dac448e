import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkAws } from '../../src/cli/commands/doctor-aws.ts';
import { isMissing, startMoto, type Moto } from './program.ts';

let moto: Moto | undefined;

describe.skipIf(isMissing('moto_server'))('doctor --target aws, against moto', () => {
  beforeAll(async () => {
    moto = await startMoto();
    process.env['AWS_ACCESS_KEY_ID'] = 'test';
    process.env['AWS_SECRET_ACCESS_KEY'] = 'test';
  });
  afterAll(async () => {
    await moto?.stop();
  });

  it('knows who one is, and that every service answers', async () => {
    const endpoint = moto?.endpoint;
    const results = await checkAws({ region: 'eu-west-1', endpoint });
    expect(results.map(({ name, ok }) => [name, ok])).toEqual([
      ['aws', true],
      ['aws-clock', true],
      ['iot', true],
      ['cloudformation', true],
      ['kinesis', true],
      ['dynamodb', true],
      ['s3', true],
    ]);
    expect(results[0]?.text).toContain('arn:aws:');
  });

  it('says what to do where nobody answers', async () => {
    const [first, ...rest] = await checkAws({
      region: 'eu-west-1',
      endpoint: 'http://127.0.0.1:1',
    });
    expect(first).toMatchObject({ name: 'aws', ok: false });
    expect(first?.text).toContain('ECONNREFUSED');
    expect(rest).toEqual([]);
  });
});
