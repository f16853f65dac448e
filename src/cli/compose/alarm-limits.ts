import type { EdgeConfig } from '../../edge/edge-config.ts';
import type { AlarmLimit } from '../../simulator/channel/twin/alarm-limit.ts';

/** The alarm limits of an edge section as plain data: the simulator does not know the edge. */
export function alarmLimits({ filters }: EdgeConfig): readonly AlarmLimit[] {
  return filters
    .flatMap(({ threshold }) => threshold?.limits ?? [])
    .map(({ metric, above, below }) => ({ metric, above, below }));
}
