import type { Downlink } from '../transport/downlink.ts';
import type { FilterControl } from './filter-control.ts';
import { createJobRunner, type RunJob } from './job-runner.ts';
import { isNestedAtMost, isObject } from './json-patch.ts';
import { createShadowLink, type RemotePart, type SendRequest } from './shadow-link.ts';

export interface RemoteControlOptions {
  /** The agent's thing. */
  readonly thing: string;
  readonly control: FilterControl;
  readonly run: RunJob;
  readonly send: SendRequest;
  readonly tell: (level: 'info' | 'warn', text: string) => void;
}

export interface RemoteControl {
  readonly downlink: Downlink;
  /** Says what is in force: the file was read again. */
  report(): void;
}

/** A shadow's state has at most 8 levels (AWS General Reference); what is deeper was not sent by AWS. */
const LEVELS_MAX = 32;

/** An agent's shadow and jobs on one connection. */
export function createRemoteControl(options: RemoteControlOptions): RemoteControl {
  const { tell } = options;
  const shadow = createShadowLink(options);
  const jobs = createJobRunner(options);
  const parts: readonly RemotePart[] = [shadow, jobs];
  return {
    report: () => shadow.report(),
    downlink: {
      filters: parts.flatMap(({ filters }) => filters),
      onReady: () => parts.forEach((part) => part.begin()),
      onRefused: (reason) => tell('warn', `There is no remote control: ${reason}`),
      onMessage(topic, payload) {
        const document = parse(payload);
        const part = topic.startsWith(`$aws/things/${options.thing}/jobs/`) ? jobs : shadow;
        if (isObject(document) && isNestedAtMost(document, LEVELS_MAX)) part.take(topic, document);
        else tell('warn', `What came on ${topic} is no JSON object.`);
      },
    },
  };
}

function parse(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}
