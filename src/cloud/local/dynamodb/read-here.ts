import type { Callback, DynaliteStore } from 'dynalite/store-types';

/**
 * Lets dynalite read on this thread. Reading an item, which LevelDB or the system has in memory, takes
 * some microseconds; handing it to the thread pool and back takes several times that, and every
 * operation reads its table's description.
 */
export function readHere({ db }: DynaliteStore): void {
  const readElsewhere = db.get;
  db.get = <T>(key: string, done?: Callback<T>): unknown => {
    // Whoever wants a promise, or asks too late, gets dynalite's own answer.
    if (done === undefined || db.status !== 'open') return readElsewhere(key, done);
    try {
      setImmediate(done, null, db.getSync(key) as T);
    } catch (error) {
      setImmediate(done, error as Error, undefined as T);
    }
    return undefined;
  };
}
