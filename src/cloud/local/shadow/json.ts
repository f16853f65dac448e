/** JSON as a shadow holds it. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [name: string]: Json;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Levels of objects and arrays; a scalar has none. */
export function depthOf(value: Json): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

/** Whether an array anywhere inside has a null in it. */
export function hasNullInArray(value: Json): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const parts = Object.values(value);
  return (Array.isArray(value) && parts.includes(null)) || parts.some(hasNullInArray);
}
