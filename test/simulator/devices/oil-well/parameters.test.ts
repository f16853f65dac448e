import { expect, test } from 'vitest';
import { fieldOf } from './field.ts';

test.each([
  ['oil-field', 'sensors.headNoiseBar=-0.1', 'expected at least 0, got -0.1'],
  ['oil-field', 'fluid.waterCut=1.2', 'expected at most 0.99, got 1.2'],
  ['oil-field', 'tubing.depthM=-5', 'expected at least 300, got -5'],
  [
    'oil-field',
    'reservoir.bubblePointBar=400',
    'expected a value at most reservoir.pressureBar (325), got 400',
  ],
  ['oil-field', 'fluid.waterCutEnd=0.1', 'expected a value at least fluid.waterCut (0.2), got 0.1'],
  [
    'oil-field',
    'unsteady.slugMinutesHigh=20',
    'expected a value at least unsteady.slugMinutesLow (51), got 20',
  ],
  [
    'oil-field',
    'unsteady.flutterMinutesHigh=2',
    'expected a value at least unsteady.flutterMinutesLow (3.5), got 2',
  ],
  ['oil-field-esp', 'motor.ratedAmp=20', 'expected a value above motor.idleAmp (33), got 20'],
  ['oil-field-esp', 'motor.restartC=195', 'expected a value below motor.tripC (190), got 195'],
  [
    'oil-field-esp',
    'motor.insulationMohm=1',
    'expected a value below motor.insulationMohm (1), got 1.5',
  ],
  [
    'oil-field-esp',
    'reservoir.bubblePointBar=181',
    'expected a value at most reservoir.pressureBar (180), got 181',
  ],
] as const)('%s refuses model.%s', async (profile, setting, problem) => {
  const outcome = fieldOf({ profile, overrides: [`model.${setting}`] });
  await expect(outcome).rejects.toThrow(problem);
});

test('what is refused is named by its path', async () => {
  const outcome = fieldOf({ overrides: ['model.reservoir.bubblePointBar=400'] });
  await expect(outcome).rejects.toThrow('model.reservoir.bubblePointBar: expected a value at most');
});

test('a key of the pump is refused in a well that flows by itself', async () => {
  const outcome = fieldOf({ overrides: ['model.faults.gasHead=0.5'] });
  await expect(outcome).rejects.toThrow('model.faults.gasHead: unknown key');
});
