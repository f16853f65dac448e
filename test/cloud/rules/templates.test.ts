import { describe, expect, it } from 'vitest';
import { compileTemplate } from '../../../src/cloud/rules/templates.ts';
import { ruleMessage } from './rule-message.ts';

const payload = { device: 'wt-001', temp: 20.5, n: null, list: [1, 2] };

/** Developer guide, "Substitution templates" and the pages of the actions. */
describe('a template', () => {
  it.each([
    ['plain text', 'plain text'],
    ['${topic()}/republish', 'my/iot/topic/republish'],
    ['${topic()}/${timestamp()}', `my/iot/topic/${Date.UTC(2026, 0, 1)}`],
    ['${topic(2)}', 'iot'],
    ["${replace(topic(), '/', '-') + '-' + timestamp()}", `my-iot-topic-${Date.UTC(2026, 0, 1)}`],
    ['${parse_time("yyyy", timestamp(), "UTC")}', '2026'],
    ['device/${device}', 'device/wt-001'],
    ['${temp * 2}', '41'],
    ['${list}', '[1,2]'],
    ["${get({'a': '}'}, 'a')}", '}'],
    ["${CASE device WHEN 'wt-001' THEN 'first' ELSE 'other' END}", 'first'],
    ['$${device}', '$wt-001'],
    ['costs 5$', 'costs 5$'],
    ['{device}', '{device}'],
    ['a${missing}b', 'ab'],
    ['a${n}b', 'ab'],
  ])('%s gives %s', (text, expected) => {
    expect(compileTemplate(text).render(ruleMessage(payload, 'my/iot/topic'))).toBe(expected);
  });

  it('knows whether it is constant and whether it reads the payload', () => {
    expect(compileTemplate('stream')).toMatchObject({ isConstant: true, readsJson: false });
    expect(compileTemplate('${topic()}')).toMatchObject({ isConstant: false, readsJson: false });
    expect(compileTemplate('${device}')).toMatchObject({ isConstant: false, readsJson: true });
  });

  it.each([
    ['${device', 'column 9, at the end: the template is not closed'],
    ['x${', 'the expression is missing'],
    ['${}', 'the expression is missing'],
    ['${a b}', 'expected the end of the statement, found "b"'],
    ['${nosuch()}', 'no function nosuch'],
    ["${get_secret('a', 'b', 'c', 'd')}", 'get_secret exists on AWS but not in this engine'],
    ['${*}', '"*" stands for the message only'],
  ])('%s is refused with its position', (text, message) => {
    expect(() => compileTemplate(text)).toThrow(message);
  });
});
