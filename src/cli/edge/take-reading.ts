import type { Agent } from '../../edge/agent/agent.ts';
import { PmSimError } from '../../runtime/errors.ts';
import type { Reading } from '../../telemetry/reading.ts';
import type { AgentEvent } from './run-agent.ts';

export interface TakeOptions {
  readonly agent: Pick<Agent, 'take'>;
  /** The source, for messages. */
  readonly where: string;
  readonly tell: (event: AgentEvent) => void;
}

/** Gives a source's readings to the agent. What ends the source is thrown on. */
export function createTake({ agent, where, tell }: TakeOptions): (reading: Reading) => void {
  return (reading) => {
    try {
      agent.take(reading);
    } catch (error) {
      // Names without end are the sender's mistake; those that are known are served as before.
      if (!(error instanceof PmSimError) || error.code !== 'edge/too-many-devices') throw error;
      tell({ type: 'malformed', where, text: error.message });
    }
  };
}
