import type { DiscardedEvent } from './async-invoke.ts';

/**
 * What the on-failure destination of an asynchronous invocation receives; unlike that of a stream it
 * holds the event (AWS Lambda developer guide, "Capturing records of Lambda asynchronous invocations").
 */
export function asyncFailureDocument(
  { event, result, attempts }: DiscardedEvent,
  { functionArn, at }: { readonly functionArn: string; readonly at: number },
): Readonly<Record<string, unknown>> {
  const { requestId, functionError, errorType, errorMessage } = result;
  return {
    version: '1.0',
    timestamp: new Date(at).toISOString(),
    requestContext: {
      requestId,
      functionArn: `${functionArn}:$LATEST`,
      condition: 'RetriesExhausted',
      approximateInvokeCount: attempts,
    },
    requestPayload: event,
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError },
    responsePayload: { errorType, errorMessage },
  };
}
