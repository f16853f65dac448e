import { BlockList, isIP } from 'node:net';
import type { ConditionOperator, PolicyCondition, PolicySubject } from './policy.ts';
import { valueOf, valuesOf } from './policy-values.ts';
import { literal, patternOf } from './policy-pattern.ts';

type Test = (actual: string) => boolean;

interface Operator {
  /** How an actual value is judged against one of the document. */
  readonly test: (expected: string, subject: PolicySubject) => Test;
  readonly negated: boolean;
}

const matching =
  (pattern: RegExp): Test =>
  (actual) =>
    pattern.test(actual);

const exactly = (flags: string): Operator['test'] => {
  return (expected, subject) =>
    matching(new RegExp(`^${literal(resolved(expected, subject))}$`, `su${flags}`));
};
const like: Operator['test'] = (expected, subject) => matching(patternOf(expected, subject, ''));

const OPERATORS: Readonly<Record<ConditionOperator, Operator>> = {
  Bool: { test: exactly('i'), negated: false },
  IpAddress: { test: inRange, negated: false },
  NotIpAddress: { test: inRange, negated: true },
  StringEquals: { test: exactly(''), negated: false },
  StringEqualsIgnoreCase: { test: exactly('i'), negated: false },
  StringLike: { test: like, negated: false },
  StringNotEquals: { test: exactly(''), negated: true },
  StringNotEqualsIgnoreCase: { test: exactly('i'), negated: true },
  StringNotLike: { test: like, negated: true },
};

/**
 * Whether a condition holds, as in IAM ("Multivalued context keys"). A missing key fails the positive
 * operators and passes the negated ones; `ForAllValues` is true of no values, `ForAnyValue` is not.
 */
export function holds(condition: PolicyCondition, subject: PolicySubject): boolean {
  const actual = valuesOf(condition.key, subject) ?? [];
  const { test, negated } = OPERATORS[condition.operator];
  const tests = condition.values.map((expected) => test(expected, subject));
  const passes: Test = (value) => tests.some((each) => each(value)) !== negated;
  if (condition.quantifier === 'ForAllValues') return actual.every(passes);
  if (condition.quantifier === 'ForAnyValue') return actual.some(passes);
  const [only] = actual;
  return only === undefined ? negated : passes(only);
}

/** An address, or a range of CIDR notation; anything else holds nobody. */
function inRange(expected: string): Test {
  const [address = '', bits] = expected.split('/');
  const list = new BlockList();
  const type = familyOf(address);
  const width = type === 'ipv4' ? 32 : 128;
  const prefix = bits === undefined ? width : Number(bits);
  if (type === undefined || !(prefix >= 0 && prefix <= width)) return () => false;
  list.addSubnet(address, prefix, type);
  return (actual) => {
    const family = familyOf(actual);
    return family !== undefined && list.check(actual, family);
  };
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  const version = isIP(address);
  if (version === 0) return undefined;
  return version === 4 ? 'ipv4' : 'ipv6';
}

/** Replaces the variables of a condition value; one without a value stays as written. */
function resolved(text: string, subject: PolicySubject): string {
  return text.replaceAll(
    /\$\{([^}]*)\}/gu,
    (whole, name: string) => valueOf(name, subject) ?? whole,
  );
}
