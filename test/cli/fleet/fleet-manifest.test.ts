import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { runProgram } from '../../../src/cli/program.ts';
import { fakeIo } from '../fake-io.ts';

const RUN = '-- --profile factory -c 1000 --seed 7 --duration 1h';

async function manifest(flags: string): Promise<string> {
  const io = fakeIo({});
  await runProgram(['fleet', 'manifest', ...flags.split(' ')], io);
  return io.stdout.text();
}

describe('pm-sim fleet manifest', () => {
  it('makes an indexed Job of Kubernetes whose pods all run, once, a part each', async () => {
    const job = parse(await manifest(`--shards 10 --image reg/pm-sim:1 ${RUN}`));
    expect(job).toMatchObject({ apiVersion: 'batch/v1', kind: 'Job' });
    expect(job.spec).toMatchObject({
      completionMode: 'Indexed',
      completions: 10,
      parallelism: 10,
      backoffLimit: 0,
    });
    const { restartPolicy, containers } = job.spec.template.spec;
    expect(restartPolicy).toBe('Never');
    expect(containers[0].image).toBe('reg/pm-sim:1');
    expect(containers[0].args.join(' ')).toBe(
      'run --profile factory -c 1000 --seed 7 --duration 1h --shard auto/10 --json',
    );
  });

  it('keeps the reports in a volume that is claimed', async () => {
    const job = parse(await manifest(`--shards 2 --image i --claim disk --memory 4096 ${RUN}`));
    const { containers, volumes } = job.spec.template.spec;
    expect(volumes).toEqual([{ name: 'reports', persistentVolumeClaim: { claimName: 'disk' } }]);
    expect(containers[0].volumeMounts).toEqual([{ name: 'reports', mountPath: '/reports' }]);
    expect(containers[0].args.slice(-2)).toEqual(['--out', '/reports']);
    expect(containers[0].resources.requests).toEqual({ cpu: '1', memory: '4096Mi' });
  });

  it('makes an array job of AWS Batch', async () => {
    const { jobDefinition, job } = JSON.parse(
      await manifest(`--for batch --shards 10 --image i --role-arn arn:r ${RUN}`),
    );
    expect(job).toMatchObject({ jobDefinition: 'pm-sim-fleet', arrayProperties: { size: 10 } });
    expect(jobDefinition).toMatchObject({
      jobDefinitionName: 'pm-sim-fleet',
      platformCapabilities: ['FARGATE'],
      containerProperties: { executionRoleArn: 'arn:r' },
    });
    expect(jobDefinition.containerProperties.command).toContain('auto/10');
  });

  it('makes a task definition of ECS, and tells each task its part', async () => {
    const { taskDefinition, tasks } = JSON.parse(
      await manifest(`--for ecs --shards 3 --image i --cpus 2 ${RUN}`),
    );
    expect(taskDefinition).toMatchObject({ cpu: '2048', memory: '2048', networkMode: 'awsvpc' });
    expect(
      tasks.map(
        (task: { overrides: { containerOverrides: { environment: unknown }[] } }) =>
          task.overrides.containerOverrides[0]?.environment,
      ),
    ).toEqual(['0', '1', '2'].map((value) => [{ name: 'JOB_COMPLETION_INDEX', value }]));
  });

  it.each([
    ['--shards 2 --image i -- --profile factory', 'draw a seed of its own'],
    ['--shards 2 --image i -- --seed 1 --shard 1/2', '--shard is set by the job itself'],
    ['--shards 2 --image i -- --seed 1 --out=x', '--out is set by the job itself'],
    ['--shards 0 --image i -- --seed 1', 'a whole number from 1'],
    ['--for batch --shards 1 --image i -- --seed 1', '2 to 10000 parts'],
    ['--shards 2 --image i --name Big_Name -- --seed 1', 'lower-case letters'],
  ])('refuses %s', async (flags, text) => {
    await expect(manifest(flags)).rejects.toThrow(text);
  });
});
