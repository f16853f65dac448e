import {
  DeleteAlarmsCommand,
  DeleteDashboardsCommand,
  ListTagsForResourceCommand,
  paginateDescribeAlarms,
  paginateListDashboards,
  type CloudWatchClient,
} from '@aws-sdk/client-cloudwatch';
import { orphansAmong, type Orphan } from './orphan.ts';

type Owned = ReadonlySet<string>;

export async function alarmOrphans(
  cloudWatch: CloudWatchClient,
  owned: Owned,
): Promise<readonly Orphan[]> {
  const arns = new Map<string, string>();
  for await (const page of paginateDescribeAlarms({ client: cloudWatch }, {})) {
    for (const { AlarmName = '', AlarmArn = '' } of page.MetricAlarms ?? []) {
      arns.set(AlarmName, AlarmArn);
    }
  }
  return orphansAmong({
    kind: 'alarm',
    names: [...arns.keys()],
    owned,
    tagsOf: async (name) => {
      const request = new ListTagsForResourceCommand({ ResourceARN: arns.get(name) });
      return (await cloudWatch.send(request)).Tags;
    },
    remove: async (name) => {
      await cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: [name] }));
    },
  });
}

/** Dashboards take no tags, so only their names tell. */
export async function dashboardOrphans(
  cloudWatch: CloudWatchClient,
  owned: Owned,
): Promise<readonly Orphan[]> {
  const names: string[] = [];
  for await (const page of paginateListDashboards({ client: cloudWatch }, {})) {
    names.push(
      ...(page.DashboardEntries ?? []).flatMap(({ DashboardName }) => DashboardName ?? []),
    );
  }
  return orphansAmong({
    kind: 'dashboard',
    names,
    owned,
    remove: async (name) => {
      await cloudWatch.send(new DeleteDashboardsCommand({ DashboardNames: [name] }));
    },
  });
}
