export interface EachDeviceOptions {
  /** Devices in the making at once. */
  readonly concurrency?: number;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

const CONCURRENCY = 8;

/** Works through devices, several at once; results in the order of the names. Ends at the first failure. */
export async function eachDevice<T>(
  names: readonly string[],
  work: (name: string) => Promise<T>,
  options: EachDeviceOptions,
): Promise<readonly T[]> {
  const results: T[] = [];
  let next = 0;
  let done = 0;
  const worker = async (): Promise<void> => {
    for (let at = next; at < names.length; at = next) {
      next += 1;
      options.signal?.throwIfAborted();
      results[at] = await work(names[at] as string);
      done += 1;
      options.onProgress?.(done, names.length);
    }
  };
  const stopOthers = (error: unknown): never => {
    next = names.length;
    throw error;
  };
  const count = Math.min(options.concurrency ?? CONCURRENCY, names.length);
  await Promise.all(Array.from({ length: count }, () => worker().catch(stopOthers)));
  return results;
}
