/** Ends what was started, last first. */
export interface Disposal {
  /** Takes charge of something that is running; returns it. */
  use<T extends AsyncDisposable>(part: T): T;
  defer(end: () => Promise<void> | void): void;
  /** Idempotent. One end that fails does not keep the others from theirs; the first error is thrown. */
  readonly dispose: () => Promise<void>;
}

export function createDisposal(): Disposal {
  const ends: (() => Promise<void> | void)[] = [];
  const endAll = async (): Promise<void> => {
    const errors: unknown[] = [];
    for (let end = ends.pop(); end !== undefined; end = ends.pop()) {
      try {
        await end();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  };
  let ending: Promise<void> | undefined;
  return {
    use(part) {
      ends.push(async () => part[Symbol.asyncDispose]());
      return part;
    },
    defer: (end) => void ends.push(end),
    dispose: () => (ending ??= endAll()),
  };
}
