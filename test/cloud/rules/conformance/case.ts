import type { Value } from '../../../../src/cloud/rules/sql/value.ts';

/** Expressions of one page of the AWS IoT developer guide and what it says that they give. */
export interface ExpressionTable {
  /** File name in awsdocs/aws-iot-docs, developerguide/. */
  readonly page: string;
  readonly about: string;
  /** The message whose names the expressions read. */
  readonly payload?: unknown;
  readonly cases: readonly (readonly [expression: string, gives: Value])[];
}

/** Stands for the outgoing payload where no action runs. */
export const REJECTED = Symbol('rejected');

/** A whole statement and its outgoing payload. */
export interface StatementCase {
  readonly page: string;
  readonly about: string;
  readonly sql: string;
  readonly payload: unknown;
  readonly topic?: string;
  readonly gives: Value | typeof REJECTED;
}
