import type { z } from 'zod';

/** A parameter that another one bounds. */
export interface Order {
  readonly path: readonly [string, string];
  readonly value: number;
  readonly is: 'at least' | 'at most' | 'above' | 'below';
  readonly bound: number;
  /** The other parameter, for people. */
  readonly of: string;
}

/** What both kinds of well have. */
export interface OrderedModel {
  readonly reservoir: { readonly pressureBar: number; readonly bubblePointBar: number };
  readonly fluid: {
    readonly waterCut: number;
    readonly waterCutEnd: number;
    readonly oilKgM3: number;
    readonly waterKgM3: number;
  };
}

interface UnsteadyModel extends OrderedModel {
  readonly unsteady: {
    readonly slugMinutesLow: number;
    readonly slugMinutesHigh: number;
    readonly flutterMinutesLow: number;
    readonly flutterMinutesHigh: number;
  };
}

/** What must hold between the parameters of any well. */
export function reservoirOrders({ reservoir, fluid }: OrderedModel): readonly Order[] {
  return [
    {
      path: ['reservoir', 'bubblePointBar'],
      value: reservoir.bubblePointBar,
      is: 'at most',
      bound: reservoir.pressureBar,
      of: 'reservoir.pressureBar',
    },
    {
      path: ['fluid', 'waterCutEnd'],
      value: fluid.waterCutEnd,
      is: 'at least',
      bound: fluid.waterCut,
      of: 'fluid.waterCut',
    },
    {
      path: ['fluid', 'oilKgM3'],
      value: fluid.oilKgM3,
      is: 'below',
      bound: fluid.waterKgM3,
      of: 'fluid.waterKgM3',
    },
  ];
}

/** What must hold between the parameters of a well that flows by itself. */
export function wellOrders(model: UnsteadyModel): readonly Order[] {
  const { unsteady } = model;
  return [
    ...reservoirOrders(model),
    {
      path: ['unsteady', 'slugMinutesHigh'],
      value: unsteady.slugMinutesHigh,
      is: 'at least',
      bound: unsteady.slugMinutesLow,
      of: 'unsteady.slugMinutesLow',
    },
    {
      path: ['unsteady', 'flutterMinutesHigh'],
      value: unsteady.flutterMinutesHigh,
      is: 'at least',
      bound: unsteady.flutterMinutesLow,
      of: 'unsteady.flutterMinutesLow',
    },
  ];
}

const HOLDS: Readonly<Record<Order['is'], (value: number, bound: number) => boolean>> = {
  'at least': (value, bound) => value >= bound,
  'at most': (value, bound) => value <= bound,
  above: (value, bound) => value > bound,
  below: (value, bound) => value < bound,
};

/** Adds an issue for each order that does not hold. */
export function refuseDisorder(orders: readonly Order[], context: z.RefinementCtx): void {
  for (const { path, value, is, bound, of } of orders) {
    if (HOLDS[is](value, bound)) continue;
    context.addIssue({
      code: 'custom',
      path: [...path],
      message: `expected a value ${is} ${of} (${bound}), got ${value}`,
    });
  }
}
