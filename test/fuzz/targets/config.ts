import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAgentFile } from '../../../src/cli/edge/load-agent-file.ts';
import type { AgentConfig } from '../../../src/edge/agent-config.ts';
import { createEdgePipeline } from '../../../src/edge/pipeline.ts';
import { createReadingMapper } from '../../../src/edge/sources/reading-mapper.ts';
import { createRandom, type Random } from '../../../src/runtime/random.ts';
import { mustWork, type FuzzTarget } from '../fuzz-target.ts';
import { pick } from '../hostile.ts';
import { mutateBytes } from '../mutate-bytes.ts';
import { mutateYaml } from '../mutate-yaml.ts';

/** Agents' files made of the shipped ones; what is accepted has to work, too. */
export const config: FuzzTarget = {
  name: 'config',
  share: 2,
  deadlineMs: 2_000,
  open() {
    const seeds = shippedFiles();
    return Promise.resolve({
      draw(random: Random) {
        const text = mutateYaml(random, pick(random, seeds));
        return random.chance(0.2) ? mutateBytes(random, Buffer.from(text), 2) : Buffer.from(text);
      },
      take(input: Buffer) {
        const accepted = parseAgentFile(input.toString('utf8'), 'edge.yaml');
        mustWork(() => work(accepted));
        return 'accepted';
      },
      [Symbol.asyncDispose]: () => Promise.resolve(),
    });
  },
};

const ROOT = join(import.meta.dirname, '..', '..', '..');
const HEAD = 'agent: a\nsources: [{ stdin: {} }]\nsink: { stdout: {} }\n';

/** The agent's files of the documentation, and one around the `edge` of each profile. */
function shippedFiles(): readonly [string, ...string[]] {
  const documentation = readFileSync(join(ROOT, 'docs', 'edge.md'), 'utf8');
  const blocks = [...documentation.matchAll(/```yaml\n(.*?)```/gsu)].map(([, text = '']) => text);
  const filters = blocks.filter((text) => text.startsWith('- '));
  const profiles = readdirSync(join(ROOT, 'profiles'))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => readFileSync(join(ROOT, 'profiles', name), 'utf8'));
  const sections = profiles.flatMap((text) => /^edge:\n(?:(?: .*)?\n)+/mu.exec(text)?.[0] ?? []);
  return [
    `${HEAD}buffer: { dir: d, megabytesMax: 2, ageMax: 7d, sync: never }\ndrain: { perSecond: 80, jitter: 10s }\n`,
    ...blocks.filter((text) => text.startsWith('agent:')),
    ...filters.map((text) => `${HEAD}edge:\n  filters:\n${text.replaceAll(/^/gmu, '    ')}\n`),
    ...sections.map((text) => HEAD + text),
  ];
}

const READINGS = 12;

/** Builds what the file asks for, and gives it a few readings of its own metrics. */
function work({ edge, sources }: AgentConfig): void {
  for (const { map } of sources) {
    createReadingMapper({ mapping: map, now: () => 0 })({ topic: 'a/b', value: { device: 'd', x: 1 } }); // prettier-ignore
  }
  const metrics = metricsOf(edge);
  const pipeline = createEdgePipeline(edge, { random: createRandom('config') });
  for (let i = 0; i < READINGS; i += 1) {
    const values = metrics.map((name, k) => [name, 60 + ((i * 7 + k) % 30)] as const);
    const source = { device: 'd', site: 's', type: 't', serial: 'n' };
    pipeline.process({ ...source, ts: 1.7e12 + i * 1_000, metrics: Object.fromEntries(values) });
  }
  pipeline.flush();
}

/** Every name below `metric`, `given` and `metrics`. */
function metricsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) => {
    if (name === 'metric' && typeof inner === 'string') return [inner];
    if (name === 'metrics' && typeof inner === 'object' && inner !== null)
      return Array.isArray(inner) ? inner.filter((one) => typeof one === 'string') : Object.keys(inner); // prettier-ignore
    return metricsOf(inner);
  });
}
