import type { BatchResponse, LambdaContext } from '../../../handlers/lambda.ts';
import type { LogLine } from '../../../../runtime/log.ts';
import type { UnroutedRequest } from '../../front-door/route.ts';
import type { ServiceResponse } from '../../service.ts';
import type { PackedEvent } from './packed-event.ts';

/** An invocation's context without what cannot be copied. */
type PlainContext = Omit<LambdaContext, 'getRemainingTimeInMillis'>;

/** What the main thread says to a function's thread. */
export type ToThread =
  | {
      readonly type: 'invoke';
      readonly id: number;
      /** Execution environment; made at its first invocation. */
      readonly place: number;
      readonly event: PackedEvent;
      readonly context: PlainContext;
      readonly remainingMs: number;
    }
  | { readonly type: 'response'; readonly id: number; readonly response: ServiceResponse };

/** What a function's thread says. */
export type FromThread =
  | { readonly type: 'ready' }
  | { readonly type: 'result'; readonly id: number; readonly payload: BatchResponse }
  | {
      readonly type: 'failed';
      readonly id: number;
      readonly name: string;
      readonly message: string;
    }
  /** A call of the AWS API. */
  | { readonly type: 'request'; readonly id: number; readonly request: UnroutedRequest }
  | { readonly type: 'log'; readonly line: LogLine };
