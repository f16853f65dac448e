import { label, answer, page, type RestCall, type RestRoute } from '../iot/rest.ts';
import type { AwsService } from '../service.ts';
import type { ShadowService } from './shadow-service.ts';
import type { ShadowKey } from './shadow-store.ts';

const PAGE = { token: 'nextToken', size: 'pageSize', sizeMax: 100 };

/**
 * The shadow operations of the AWS IoT data plane (AWS IoT API reference, "AWS IoT Data Plane";
 * developer guide, device-shadow-rest-api). Everything else is refused by name.
 * @param now ms since the epoch
 */
export function createIotDataPlane(shadows: ShadowService, now: () => number): AwsService {
  const path = '/things/{thingName}/shadow';
  const routes: readonly RestRoute[] = [
    {
      operation: 'GetThingShadow',
      method: 'GET',
      path,
      run: (call) => shadows.store.get(keyOf(call)),
    },
    {
      operation: 'UpdateThingShadow',
      method: 'POST',
      path,
      run: (call) => shadows.update(keyOf(call), call.payload),
    },
    {
      operation: 'DeleteThingShadow',
      method: 'DELETE',
      path,
      run: (call) => shadows.delete(keyOf(call), call.payload),
    },
    {
      operation: 'ListNamedShadowsForThing',
      method: 'GET',
      path: '/api/things/shadow/ListNamedShadowsForThing/{thingName}',
      run(call) {
        const { items, next } = page(call, shadows.store.names(label(call, 'thingName')), PAGE);
        return { results: items, nextToken: next, timestamp: Math.floor(now() / 1_000) };
      },
    },
  ];
  return {
    name: 'iotdata',
    handle: (request) => Promise.resolve().then(() => answer(routes, request)),
  };
}

function keyOf(call: RestCall): ShadowKey {
  const name = call.query.get('name');
  return { thing: label(call, 'thingName'), ...(name === null ? {} : { name }) };
}
