import { stringify } from 'yaml';
import type { FleetJob } from './fleet-job.ts';

/** Where a volume is mounted that keeps the reports. */
const REPORTS_DIR = '/reports';

/**
 * An indexed Job (kubernetes.io, "Indexed Job for Parallel Processing with Static Work Assignment"):
 * each pod finds its index in `JOB_COMPLETION_INDEX`. All run at once, and none a second time: a part
 * that is run again would publish its messages again.
 * @param claim volume claim for the reports; without one they end with the pods
 */
export function kubernetesJob(job: FleetJob, claim: string | undefined): string {
  const { name, image, shards, cpus, memoryMib } = job;
  const size = { cpu: String(cpus), memory: `${memoryMib}Mi` };
  const args = claim === undefined ? job.args : [...job.args, '--out', REPORTS_DIR];
  const container = {
    name: 'pm-sim',
    image,
    args,
    resources: { requests: size, limits: { memory: size.memory } },
    ...(claim === undefined ? {} : { volumeMounts: [{ name: 'reports', mountPath: REPORTS_DIR }] }),
  };
  return stringify({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, labels: { 'app.kubernetes.io/name': 'pm-sim' } },
    spec: {
      completionMode: 'Indexed',
      completions: shards,
      parallelism: shards,
      backoffLimit: 0,
      template: {
        metadata: { labels: { 'app.kubernetes.io/name': 'pm-sim' } },
        spec: {
          restartPolicy: 'Never',
          containers: [container],
          ...(claim === undefined
            ? {}
            : {
                volumes: [{ name: 'reports', persistentVolumeClaim: { claimName: claim } }],
              }),
        },
      },
    },
  });
}
