import { createEdgePipeline, type EdgePipeline } from '../../edge/pipeline.ts';
import type { FilterDecision } from '../../edge/filter.ts';
import { createStreamSource } from '../../edge/sources/stream-source.ts';
import { createReadingMapper } from '../../edge/sources/reading-mapper.ts';
import { createRandom } from '../../runtime/random.ts';
import type { Reading } from '../../telemetry/reading.ts';
import { describeReading, type TestedReading } from '../edge/tested-reading.ts';
import { loadAgentFile } from '../edge/load-agent-file.ts';
import { testedHeader, testedRow } from '../edge/tested-table.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CliIo } from '../io.ts';
import type { EdgeTestOptions } from '../options/edge-options.ts';

/** `pm-sim edge test FILE < sample.ndjson`: every decision of every filter, in order. */
export async function edgeTestCommand(options: EdgeTestOptions, io: CliIo): Promise<ExitCode> {
  const { config } = await loadAgentFile(options.file, io.cwd);
  const mapping = config.sources[0]?.map ?? {};
  const map = createReadingMapper({ mapping, now: io.now });
  let skipped = 0;
  const onMalformed = ({
    where,
    text,
  }: {
    readonly where: string;
    readonly text: string;
  }): void => {
    skipped += 1;
    io.stderr.write(`pm-sim: ${where}: ${text}.\n`);
  };
  const tested = createTester(config.agent, config.edge);
  const source = createStreamSource({ name: 'stdin', input: io.stdin, map, onMalformed });
  const names = config.edge.filters.length === 0 ? [] : tested.names;
  if (!options.json) io.stdout.write(testedHeader(names));
  const show = (one: TestedReading): void => {
    io.stdout.write(options.json ? `${JSON.stringify(one)}\n` : testedRow(one, names));
  };
  using interrupt = io.watchInterrupts();
  await source.run((reading) => show(tested.test(reading)), interrupt.signal);
  for (const one of tested.flush()) show(one);
  return skipped === 0 ? EXIT.ok : EXIT.failure;
}

/** A pipeline for each device whose decisions are written down. */
function createTester(agent: string, edge: Parameters<typeof createEdgePipeline>[0]) {
  const random = createRandom(`edge:${agent}`).fork('edge');
  const pipelines = new Map<string, EdgePipeline>();
  let decisions: Record<string, FilterDecision> = {};
  let current: Reading | undefined;
  const trace = (filter: string, reading: Reading, decision: FilterDecision): void => {
    if (reading === current) decisions[filter] = decision;
  };
  const pipelineOf = (device: string): EdgePipeline => {
    const known = pipelines.get(device);
    if (known !== undefined) return known;
    const pipeline = createEdgePipeline(edge, { random: random.fork(device), trace });
    pipelines.set(device, pipeline);
    return pipeline;
  };
  return {
    names: createEdgePipeline(edge, { random }).filterNames,
    test(reading: Reading): TestedReading {
      decisions = {};
      current = reading;
      const verdict = pipelineOf(reading.device).process(reading);
      return describeReading(reading, verdict, decisions);
    },
    *flush(): Generator<TestedReading> {
      for (const pipeline of pipelines.values()) {
        for (const { reading, from } of pipeline.flush()) {
          yield describeReading(reading, { kept: true, keptBy: from, alarms: [] }, {});
        }
      }
    },
  };
}
