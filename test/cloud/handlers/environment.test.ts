import { describe, expect, it } from 'vitest';
import {
  alertHandler,
  scoreHandler,
  type Surroundings,
} from '../../../src/cloud/handlers/environment.ts';
import { pmSimStack } from '../../../src/cloud/stack/pm-sim-stack.ts';
import { scoringSchema } from '../../../src/cloud/stack/scoring-schema.ts';

const surroundings = {} as Surroundings;
const stack = pmSimStack({
  scoring: scoringSchema.parse({ channels: [{ metric: 'gear_oil_c' }] }),
  site: { latitude: 48.45, longitude: 5.59 },
});

function environmentOf(name: string): Record<string, string> {
  const { environment = {} } = stack.functions.find((each) => each.name === name) ?? {};
  return Object.fromEntries(
    Object.entries(environment).map(([key, value]) => [
      key,
      typeof value === 'string' ? value : 'arn',
    ]),
  );
}

describe('the environment of the functions', () => {
  it('is what the stack gives them', () => {
    expect(scoreHandler(environmentOf('score'), surroundings)).toBeTypeOf('function');
    expect(alertHandler(environmentOf('alert'), surroundings)).toBeTypeOf('function');
  });

  it.each([
    ['SCORED_STREAM', undefined, 'expected a text, got nothing'],
    ['SNAPSHOT_EVERY', 'often', 'expected a whole number above 0, got "often"'],
    ['SNAPSHOT_EVERY', '0', 'expected a whole number above 0, got "0"'],
  ])('names the variable %s when it is %s', (name, value, complaint) => {
    const environment = { ...environmentOf('score'), [name]: value };
    expect(() => scoreHandler(environment, surroundings)).toThrow(
      `Environment variable ${name}: ${complaint}.`,
    );
  });

  it('does without a site, and refuses one that is none', () => {
    const { SITE: _site, ...without } = environmentOf('alert');
    expect(alertHandler(without, surroundings)).toBeTypeOf('function');
    expect(() => alertHandler({ ...without, SITE: 'ridge' }, surroundings)).toThrow(
      'Environment variable SITE: expected latitude,longitude, got "ridge".',
    );
  });
});
