import { messageOf } from '../../runtime/errors.ts';
import type { EdgeConfig } from '../edge-config.ts';
import { applyDesired, type FiltersInForce } from './desired-state.ts';
import type { JsonObject } from './json-patch.ts';

/** Who decides which filters run: the file, and what is asked from afar on top of it. */
export interface FilterControl {
  /** The file was read again. */
  setBase(edge: EdgeConfig): void;
  /** What is asked for; what is wrong changes nothing. */
  setDesired(desired: unknown): void;
  /** What is in force, with `error` for what was asked and refused. */
  reported(): JsonObject;
}

/** @param apply puts filters in force, from the next reading on */
export function createFilterControl(
  first: EdgeConfig,
  apply: (edge: EdgeConfig) => void,
): FilterControl {
  let base = first;
  let desired: unknown = {};
  let inForce: FiltersInForce = applyDesired(base, {});
  let refusal: string | null = null;
  const put = (next: FiltersInForce): void => {
    if (JSON.stringify(next.edge) !== JSON.stringify(inForce.edge)) apply(next.edge);
    inForce = next;
  };
  const decide = (fallback: () => FiltersInForce): void => {
    try {
      put(applyDesired(base, desired));
      refusal = null;
    } catch (error) {
      put(fallback());
      refusal = messageOf(error);
    }
  };
  return {
    setBase(edge) {
      base = edge;
      // What was asked of the old file may make no sense for the new one; the file is in force then.
      decide(() => applyDesired(base, {}));
    },
    setDesired(wanted) {
      desired = wanted;
      decide(() => inForce);
    },
    reported: () => ({ ...inForce.reported, error: refusal }),
  };
}
