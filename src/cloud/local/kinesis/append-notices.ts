type AppendListener = (stream: string, shardId: string) => void;

/** Gathers notices of new records, so that a burst costs a listener one call a shard and turn. */
export interface AppendNotices {
  notify: AppendListener;
  listen(listener: AppendListener): () => void;
  /** Drops what is still to be told. */
  stop(): void;
}

export function createAppendNotices(): AppendNotices {
  const listeners = new Set<AppendListener>();
  const due = new Map<string, Set<string>>();
  let timer: NodeJS.Immediate | undefined;
  const deliver = (): void => {
    timer = undefined;
    const batch = [...due].flatMap(([stream, ids]) => [...ids].map((id) => [stream, id] as const));
    due.clear();
    for (const [stream, shardId] of batch) {
      for (const listener of listeners) listener(stream, shardId);
    }
  };
  return {
    notify(stream, shardId) {
      if (listeners.size === 0) return;
      const ids = due.get(stream);
      if (ids === undefined) due.set(stream, new Set([shardId]));
      else ids.add(shardId);
      timer ??= setImmediate(deliver);
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop() {
      if (timer !== undefined) clearImmediate(timer);
      timer = undefined;
      due.clear();
    },
  };
}
