import { messageOf } from '../../runtime/errors.ts';

/** What was started, to be undone in reverse order; `AsyncDisposableStack` for Node 20. */
export interface Cleanup {
  /** Registers something started, and hands it back. */
  use<T extends AsyncDisposable>(resource: T): T;
  defer(undo: () => Promise<void> | void): void;
  /** Undoes everything, also when some of it fails; what failed is told, not thrown. */
  run(onFailure: (text: string) => void): Promise<void>;
}

export function createCleanup(): Cleanup {
  const undos: (() => Promise<void> | void)[] = [];
  return {
    use(resource) {
      undos.push(async () => resource[Symbol.asyncDispose]());
      return resource;
    },
    defer(undo) {
      undos.push(undo);
    },
    async run(onFailure) {
      for (let undo = undos.pop(); undo !== undefined; undo = undos.pop()) {
        try {
          await undo();
        } catch (error) {
          onFailure(messageOf(error));
        }
      }
    },
  };
}
