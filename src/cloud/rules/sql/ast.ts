import type { Value } from './value.ts';

/** Every node knows where it stands in the source, so that later refusals can point at it. */
interface Node {
  readonly at: number;
}

export type BinaryOperator =
  | 'OR'
  | 'AND'
  | '='
  | '<>'
  | '<'
  | '<='
  | '>'
  | '>='
  | 'IN'
  | '+'
  | '-'
  | '*'
  | '/'
  | '%';

/** Target of `cast`; the guide's synonyms (Nvarchar, Integer, Double, Bool, …) are folded into four. */
export type CastType = 'string' | 'int' | 'decimal' | 'boolean';

export type Expression =
  | (Node & { readonly kind: 'literal'; readonly value: Value })
  | (Node & { readonly kind: 'attribute'; readonly name: string })
  | (Node & { readonly kind: 'variable'; readonly name: string })
  | (Node & { readonly kind: 'member'; readonly object: Expression; readonly name: string })
  | (Node & { readonly kind: 'star' })
  | (Node & { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] })
  | (Node & { readonly kind: 'cast'; readonly operand: Expression; readonly to: CastType })
  | (Node & { readonly kind: 'not'; readonly operand: Expression })
  | (Node & {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    })
  | (Node & {
      readonly kind: 'case';
      readonly subject: Expression;
      readonly branches: readonly { readonly when: Expression; readonly result: Expression }[];
      readonly otherwise: Expression | undefined;
    })
  | (Node & { readonly kind: 'array'; readonly items: readonly Expression[] })
  | (Node & {
      readonly kind: 'object';
      readonly entries: readonly { readonly key: string; readonly value: Expression }[];
    })
  | (Node & { readonly kind: 'query'; readonly query: NestedQuery });

/** One column: the whole message (`star`) or an expression, under its output path. */
export interface SelectItem extends Node {
  readonly value: Expression;
  /** Where the value goes, outermost name first; empty for a `*` that is spread. */
  readonly path: readonly string[];
}

export type Selection =
  | { readonly kind: 'value'; readonly value: Expression }
  | { readonly kind: 'items'; readonly items: readonly SelectItem[] };

/** `(SELECT … FROM attribute.path WHERE …)`. */
export interface NestedQuery {
  readonly selection: Selection;
  readonly from: Expression;
  readonly where: Expression | undefined;
}

/** `@name = expression` of a SET clause. */
export interface Assignment extends Node {
  readonly name: string;
  readonly value: Expression;
}

/** A whole rule statement. Without FROM it answers to basic ingest only. */
export interface Statement {
  readonly assignments: readonly Assignment[];
  readonly selection: Selection;
  readonly from: { readonly text: string; readonly at: number } | undefined;
  readonly where: Expression | undefined;
}
