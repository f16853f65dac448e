import { describe, expect, it } from 'vitest';
import { checkedTopic, clientNames } from '../../../src/simulator/script/client-names.ts';

const PATTERNS = { count: 2, script: 'pump', clientId: 'p-%i', topic: 'dt/%sc/%c' };

describe('clientNames', () => {
  it('resolves every placeholder for each client by itself', () => {
    const names = clientNames({
      ...PATTERNS,
      clientId: 'p-%i',
      username: 'edge-%c',
      topic: '%sc/%u/%c/%i/%i',
    });
    expect(names).toEqual([
      { index: 1, clientId: 'p-1', username: 'edge-p-1', topic: 'pump/edge-p-1/p-1/1/1' },
      { index: 2, clientId: 'p-2', username: 'edge-p-2', topic: 'pump/edge-p-2/p-2/2/2' },
    ]);
  });

  it('takes the user name into the client identifier', () => {
    const names = clientNames({ ...PATTERNS, clientId: '%u-x', username: 'u%i' });
    expect(names.map(({ clientId }) => clientId)).toEqual(['u1-x', 'u2-x']);
  });

  it('numbers several clients that the pattern does not tell apart, as MQTTX does', () => {
    const ids = [1, 2].map((count) =>
      clientNames({ ...PATTERNS, count, clientId: 'p' }).map(({ clientId }) => clientId),
    );
    expect(ids).toEqual([['p'], ['p_1', 'p_2']]);
  });

  it('does not read placeholders in what it has filled in', () => {
    expect(clientNames({ ...PATTERNS, count: 1, script: '%c', topic: '%sc' })[0]?.topic).toBe('%c');
  });

  const wrong = [
    [{ topic: 'dt/%u' }, 'simulate/placeholder', 'The topic "dt/%u" speaks of %u'],
    [{ clientId: '%c' }, 'simulate/placeholder', 'speaks of %c'],
    [{ clientId: '%u', username: '%c' }, 'simulate/placeholder', 'The user name "%c"'],
    [{ topic: 'dt/+/%c' }, 'topic/invalid', '"dt/+/p-1" cannot be the topic of the clients.'],
  ] as const;
  it.each(wrong)('refuses %j', (change, code, message) => {
    const names = () => clientNames({ ...PATTERNS, ...change });
    expect(names).toThrow(expect.objectContaining({ code }) as Error);
    expect(names).toThrow(message);
  });

  it.each(['', 'a/#', '+/a', 'a\0'])('does not let anybody publish to %j', (topic) => {
    expect(() => checkedTopic(topic, 'a topic')).toThrow('cannot be a topic');
  });
});
