import type { PmSimError } from '../../../runtime/errors.ts';
import { didYouMean } from '../../../runtime/near-match.ts';
import type { RuleMessage } from '../message.ts';
import type { Expression, NestedQuery } from './ast.ts';
import { castTo } from './cast.ts';
import { FUNCTION_NAMES, functionNamed, REFUSED_FUNCTIONS } from './functions/catalogue.ts';
import type { LiteralArgument, SqlFunction } from './functions/definition.ts';
import { encodePayload } from './functions/encoding.ts';
import { not, OPERATIONS } from './operators.ts';
import { sqlError, type SqlFault, type SqlSource } from './sql-error.ts';
import { equals, member, type Value, type ValueObject } from './value.ts';

/** What an expression is evaluated over: the object that names refer to, and the whole message. */
interface Frame {
  readonly scope: Value;
  readonly message: RuleMessage;
}

/** A compiled expression. Total: it returns a value, at worst Undefined. */
export type Evaluate = (frame: Frame) => Value;

/** A variable of the SET clause: its value for a message, and whether that reads names of it. */
export interface Variable {
  readonly value: (message: RuleMessage) => Value;
  readonly readsJson: boolean;
}

export type Variables = ReadonlyMap<string, Variable>;

/** What the compilation of one statement or template shares. */
export interface Compilation {
  readonly source: SqlSource;
  /** Names refer to an element of a nested query, not to the message. */
  readonly nested: boolean;
  readonly variables: Variables;
  /** Called when an expression reads a name of the message, which must then be JSON. */
  readonly onJsonRead: () => void;
  /** The compiler of nested queries, given from outside because the two contain each other. */
  readonly compileQuery: (query: NestedQuery, compilation: Compilation) => Evaluate;
}

/**
 * Turns an expression into closures once, so that a message costs calls and no interpretation.
 * @throws PmSimError with the position of what is unknown or refused.
 */
export function compileExpression(expression: Expression, compilation: Compilation): Evaluate {
  const compile = COMPILERS[expression.kind] as Compiler<Expression['kind']>;
  return compile(expression, compilation);
}

type Kind<K extends Expression['kind']> = Extract<Expression, { readonly kind: K }>;
type Compiler<K extends Expression['kind']> = (
  expression: Kind<K>,
  compilation: Compilation,
) => Evaluate;

const COMPILERS: { readonly [K in Expression['kind']]: Compiler<K> } = {
  literal:
    ({ value }) =>
    () =>
      value,
  attribute: ({ name }, compilation) => compileMember(compileScope(compilation), name),
  variable: compileVariable,
  member: ({ object, name }, compilation) =>
    compileMember(compileExpression(object, compilation), name),
  star: (_, compilation) => compileScope(compilation),
  call: compileCall,
  cast({ operand, to }, compilation) {
    const value = compileExpression(operand, compilation);
    const cast = castTo(to);
    return (frame) => cast(value(frame));
  },
  not({ operand }, compilation) {
    const value = compileExpression(operand, compilation);
    return (frame) => not(value(frame));
  },
  binary(expression, compilation) {
    const operation = OPERATIONS[expression.operator];
    const left = compileExpression(expression.left, compilation);
    const right = compileExpression(expression.right, compilation);
    return (frame) => operation(left(frame), right(frame));
  },
  case: compileCase,
  array: ({ items }, compilation) =>
    compileArray(items.map((item) => compileExpression(item, compilation))),
  object: ({ entries }, compilation) =>
    compileObject(
      entries.map(({ key, value }) => [key, compileExpression(value, compilation)] as const),
    ),
  query: ({ query }, compilation) => compilation.compileQuery(query, compilation),
};

/** The object that names refer to. */
function compileScope(compilation: Compilation): Evaluate {
  if (!compilation.nested) compilation.onJsonRead();
  return (frame) => frame.scope;
}

function compileVariable({ name, at }: Kind<'variable'>, compilation: Compilation): Evaluate {
  const variable = compilation.variables.get(name);
  if (variable === undefined) {
    throw sqlError(compilation.source, at, {
      text: `the variable @${name} is not set.${didYouMean(name, [...compilation.variables.keys()])}`,
      hint: 'Set it in front of SELECT, and before the variables that use it.',
    });
  }
  if (variable.readsJson) compilation.onJsonRead();
  return ({ message }) => variable.value(message);
}

/** Names that objects inherit need the careful look-up; all others the plain one, which is faster. */
function compileMember(object: Evaluate, name: string): Evaluate {
  if (name in Object.prototype) return (frame) => member(object(frame), name);
  return (frame) => {
    const value = object(frame);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as ValueObject)[name]
      : undefined;
  };
}

type Call = Kind<'call'>;

function compileCall(call: Call, compilation: Compilation): Evaluate {
  const lower = call.name.toLowerCase();
  const found = functionNamed(call.name);
  if (found === undefined) throw unknownFunction(call, compilation.source);
  checkArguments(call, found, compilation.source);
  const star = call.args.find((argument) => argument.kind === 'star');
  if (star !== undefined && !STAR_FUNCTIONS.has(lower)) {
    throw sqlError(compilation.source, star.at, {
      text: `${call.name} does not take "*".`,
      hint: 'Only encode(*, …) and get(*, …) read the whole message.',
    });
  }
  if (star !== undefined && lower === 'encode') return compileEncodePayload(star.at, compilation);
  const args = call.args.map((argument) => compileExpression(argument, compilation));
  const apply = found.bind();
  if (args.length === 0) return (frame) => apply(NO_ARGUMENTS, frame.message);
  return (frame) =>
    apply(
      args.map((argument) => argument(frame)),
      frame.message,
    );
}

const NO_ARGUMENTS: readonly Value[] = [];
const STAR_FUNCTIONS: ReadonlySet<string> = new Set(['encode', 'get']);

function compileEncodePayload(at: number, compilation: Compilation): Evaluate {
  if (compilation.nested) {
    throw sqlError(compilation.source, at, {
      text: 'encode(*, …) is not supported inside a nested query.',
      code: 'rules/sql-unsupported',
    });
  }
  return (frame) => encodePayload(frame.message.payload);
}

function unknownFunction(call: Call, source: SqlSource): PmSimError {
  const lower = call.name.toLowerCase();
  const fault: SqlFault = REFUSED_FUNCTIONS.has(lower)
    ? {
        code: 'rules/sql-unsupported',
        text: `${call.name} exists on AWS but not in this engine.`,
        hint: 'Do this in the function behind the stream, or select what is in the message.',
      }
    : {
        text: `there is no function ${call.name}.${didYouMean(call.name, FUNCTION_NAMES)}`,
      };
  return sqlError(source, call.at, fault);
}

function checkArguments(call: Call, found: SqlFunction, source: SqlSource): void {
  const { argsMin, argsMax } = found;
  const count = call.args.length;
  if (count < argsMin || count > argsMax) {
    const expected = argsMin === argsMax ? `${argsMin}` : `${argsMin} to ${argsMax}`;
    const noun = expected === '1' ? 'argument' : 'arguments';
    throw sqlError(source, call.at, {
      text: `${call.name} takes ${expected} ${noun}, found ${count}.`,
    });
  }
  const fault = found.check?.(call.args.map(literalOf));
  if (fault !== undefined) throw sqlError(source, call.at, fault);
}

function literalOf(argument: Expression): LiteralArgument {
  return argument.kind === 'literal' ? { value: argument.value } : undefined;
}

/** The first equal branch; without one ELSE; Undefined if the subject is (guide, "Case statements"). */
function compileCase(expression: Kind<'case'>, compilation: Compilation): Evaluate {
  const compile = (inner: Expression): Evaluate => compileExpression(inner, compilation);
  const subject = compile(expression.subject);
  const branches = expression.branches.map(({ when, result }) => ({
    when: compile(when),
    result: compile(result),
  }));
  const { otherwise } = expression;
  const fallback = otherwise === undefined ? () => undefined : compile(otherwise);
  return (frame) => {
    const value = subject(frame);
    if (value === undefined) return undefined;
    const branch = branches.find(({ when }) => equals(value, when(frame)) === true);
    return branch === undefined ? fallback(frame) : branch.result(frame);
  };
}

/** Undefined has no form in JSON, so such items are left out, as members of objects are. */
function compileArray(items: readonly Evaluate[]): Evaluate {
  return (frame) => items.map((item) => item(frame)).filter((value) => value !== undefined);
}

function compileObject(entries: readonly (readonly [string, Evaluate])[]): Evaluate {
  return (frame) =>
    Object.fromEntries(
      entries
        .map(([key, value]) => [key, value(frame)] as const)
        .filter(([, value]) => value !== undefined),
    );
}
