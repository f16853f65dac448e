import { describe, expect, it } from 'vitest';
import { compileSql, type Selected } from '../../../src/cloud/rules/compile-sql.ts';
import { createRuleMessage } from '../../../src/cloud/rules/message.ts';
import { ruleMessage } from './rule-message.ts';

const BINARY = Uint8Array.of(0xde, 0xad, 0xbe, 0xef);

function select(sql: string, payload: unknown): Selected {
  return compileSql(sql).evaluate(ruleMessage(payload));
}

/** Developer guide, "Working with binary payloads". */
describe('a payload that is not JSON', () => {
  it.each(["SELECT * FROM 'a/b'", "SELECT VALUE * FROM 'a/b'", "SELECT * FROM 'a/b' WHERE 1 = 1"])(
    'passes through %s as bytes',
    (sql) => {
      expect(select(sql, BINARY)).toEqual({ kind: 'bytes', bytes: BINARY });
    },
  );

  it('passes through when WHERE calls only functions', () => {
    const sql = "SELECT * FROM 'a/b' WHERE timestamp() % 12 = 0";
    expect(select(sql, BINARY)).toEqual({ kind: 'bytes', bytes: BINARY });
  });

  it('is encoded by functions that read it whole', () => {
    const sql = "SELECT encode(*, 'base64') AS data, timestamp() AS ts FROM 'a/b'";
    expect(select(sql, BINARY)).toEqual({
      kind: 'json',
      value: { data: '3q2+7w==', ts: Date.UTC(2026, 0, 1) },
    });
  });

  it.each([
    "SELECT * FROM 'a/b' WHERE device_type = 'thermostat'",
    "SELECT *, timestamp() AS timestamp FROM 'a/b'",
    "SELECT * AS message FROM 'a/b'",
    "SELECT temperature FROM 'a/b'",
    "SELECT get(*, 'a') AS a FROM 'a/b'",
    "SELECT (SELECT a FROM b) AS c FROM 'a/b'",
  ])('is an error for %s', (sql) => {
    expect(select(sql, BINARY)).toMatchObject({ kind: 'error' });
  });

  it('is also text that is nearly JSON, and the empty payload', () => {
    expect(select("SELECT * FROM 'a'", Buffer.from('{temperature: 50}')).kind).toBe('bytes');
    expect(select("SELECT * FROM 'a'", Buffer.alloc(0)).kind).toBe('bytes');
  });
});

describe('a JSON payload that is no object', () => {
  it.each([[5], ['text'], [[1, 2]], [null], [true]])('%j passes through *', (payload) => {
    expect(select("SELECT * FROM 'a'", payload)).toEqual({ kind: 'json', value: payload });
  });

  it('has no names', () => {
    expect(select("SELECT length, a FROM 'a'", [1, 2])).toEqual({ kind: 'json', value: {} });
  });

  it('cannot be spread beside other columns', () => {
    expect(select("SELECT *, 1 AS x FROM 'a'", [1])).toMatchObject({ kind: 'error' });
  });
});

describe('compileSql', () => {
  it('leaves the message as it was for other rules', () => {
    const message = ruleMessage({ o: { a: 1 } });
    const first = compileSql("SELECT *, 2 AS o.b, 3 AS o.c.d FROM 'a'");
    expect(first.evaluate(message)).toEqual({
      kind: 'json',
      value: { o: { a: 1, b: 2, c: { d: 3 } } },
    });
    expect(message.json()).toEqual({ isJson: true, value: { o: { a: 1 } } });
  });

  it('does not let a message reach the prototypes of objects', () => {
    const payload = Buffer.from('{"__proto__":{"polluted":1},"a":2}');
    const selected = select("SELECT *, a AS __proto__.x, constructor, a.b FROM 'a'", payload);
    expect(JSON.stringify((selected as { value: unknown }).value)).toBe(
      '{"__proto__":{"polluted":1,"x":2},"a":2}',
    );
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('evaluates the longest chain that it accepts', () => {
    const sum = `${'1 + '.repeat(1990)}1`;
    expect(select(`SELECT VALUE ${sum} FROM 'a'`, {})).toEqual({ kind: 'json', value: 1991 });
  });

  it('keeps the order of columns', () => {
    const selected = select("SELECT b, *, a AS z FROM 'a'", { a: 1, b: 2 });
    expect(JSON.stringify((selected as { value: unknown }).value)).toBe('{"b":2,"a":1,"z":1}');
  });

  it('gives n/a as client and no trace for a message that did not come over MQTT', () => {
    const { surroundings } = ruleMessage({});
    const message = createRuleMessage(
      { topic: 'a', payload: Buffer.from('{}') },
      'a',
      surroundings,
    );
    const sql = "SELECT clientid() AS c, principal() AS p, traceid() AS t FROM 'a'";
    expect(compileSql(sql).evaluate(message)).toEqual({ kind: 'json', value: { c: 'n/a' } });
  });

  it('gives every message another UUID, of version 4', () => {
    const sql = compileSql("SELECT VALUE newuuid() FROM 'a'");
    const message = ruleMessage({});
    const uuids = [0, 1, 2].map(() => (sql.evaluate(message) as { value: string }).value);
    expect(new Set(uuids).size).toBe(3);
    for (const uuid of uuids) {
      expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
  });
});
