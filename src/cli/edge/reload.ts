import type { EdgeConfig } from '../../edge/edge-config.ts';

/** The way from whoever reads the file again to the agent that runs. */
export interface Reload {
  apply(edge: EdgeConfig): void;
  /** The agent takes every configuration from here on. */
  onApply(listener: (edge: EdgeConfig) => void): void;
}

export function createReload(): Reload {
  const listeners: ((edge: EdgeConfig) => void)[] = [];
  return {
    apply: (edge) => listeners.forEach((listener) => listener(edge)),
    onApply: (listener) => void listeners.push(listener),
  };
}
