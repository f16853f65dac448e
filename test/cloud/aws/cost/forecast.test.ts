import { describe, expect, it } from 'vitest';
import { ASSUMPTIONS } from '../../../../src/cloud/aws/cost/assumptions.ts';
import { forecast } from '../../../../src/cloud/aws/cost/forecast.ts';
import { overrideAssumptions, overridePrices } from '../../../../src/cloud/aws/cost/override.ts';
import { PRICES } from '../../../../src/cloud/stack/prices.ts';
import { exampleStack } from '../template/fixtures.ts';

const input = {
  stack: exampleStack(),
  devices: 100,
  flow: { messagesPerSecond: 1, payloadBytes: 900, meteredUnits: 1 },
  assumptions: ASSUMPTIONS,
};

describe('forecast', () => {
  it('multiplies what is used by its price, and leaves out what is not', () => {
    const { items, usd } = forecast({ ...input, prices: PRICES });
    const names = items.map(({ price }) => price);
    expect(names).not.toContain('kinesis-on-demand');
    expect(names).not.toContain('iot-message-over-1g');
    const messages = items.find(({ price }) => price === 'iot-message');
    expect(messages?.usd).toBeCloseTo(262.98);
    const alarms = items.find(({ price }) => price === 'cloudwatch-alarm');
    expect(alarms).toMatchObject({ quantity: 13, service: 'CloudWatch' });
    expect(usd).toBeCloseTo(items.reduce((sum, item) => sum + item.usd, 0));
  });

  it('takes other prices and assumptions', () => {
    const prices = overridePrices(PRICES, ['iot-message=2', 'iot-rule=0']);
    const dear = forecast({ ...input, prices }).items;
    expect(dear.find(({ price }) => price === 'iot-message')?.usd).toBeCloseTo(2 * 262.98);
    expect(dear.find(({ price }) => price === 'iot-rule')?.usd).toBe(0);
    const assumptions = overrideAssumptions(ASSUMPTIONS, ['alerts-per-device=30']);
    const loud = forecast({ ...input, assumptions, prices: PRICES }).items;
    expect(loud.find(({ price }) => price === 'sns-email')?.quantity).toBe(3_000);
  });

  it('refuses a price that there is not, and one that is no number', () => {
    expect(() => overridePrices(PRICES, ['iot-mesage=2'])).toThrow(
      'There is no price "iot-mesage". Did you mean',
    );
    expect(() => overrideAssumptions(ASSUMPTIONS, ['state-bytes=many'])).toThrow(
      'The assumption state-bytes: expected a number from 0, got "many".',
    );
    expect(() => overridePrices(PRICES, ['iot-rule='])).toThrow('got ""');
  });
});
