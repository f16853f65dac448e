/** What a new project is about; every question has its answer. */
export interface Project {
  /** Name of the fleet: of its profile and of its files. */
  readonly name: string;
  /** Text of the profile that it begins with. */
  readonly profileText: string;
  readonly count: number;
  /** Name of the first device. */
  readonly firstDevice: string;
  /** A fault that its first scenario tries. */
  readonly mode: string;
  readonly edge: boolean;
  /** Texts of the schemas by file name. */
  readonly schemas: Readonly<Record<string, string>>;
}

/** Files of a new project by path in its folder. */
export function projectFiles(project: Project): ReadonlyMap<string, string> {
  const { name, edge, schemas } = project;
  const files = new Map<string, string>([
    ['pm-sim.config.yaml', configText(project)],
    [`profiles/${name}.yaml`, profileText(project)],
    [`scenarios/${name}-first-fault.yaml`, scenarioText(project)],
    ['.gitignore', '.pm-sim/\ncerts/\n'],
  ]);
  if (edge) {
    files.set('edge.yaml', agentText(project));
    files.set('sample.ndjson', sampleText());
  }
  for (const [file, text] of Object.entries(schemas)) files.set(`schemas/${file}`, text);
  return files;
}

function schemaLine(kind: string, folder: string): string {
  return `# yaml-language-server: $schema=${folder}schemas/${kind}.schema.json\n`;
}

function configText({ name }: Project): string {
  return `${schemaLine('config', './')}# Settings that need not be typed every time: flag > PM_SIM_* > this file > default.
# \`pm-sim config show\` prints what is set and where.
run:
  profile: ${name}
  # speed: 60
  # seed: 7
generate:
  profile: ${name}
`;
}

/** The profile under its new name and size; what else it says, comments included, stays. */
function profileText({ name, count, profileText: text }: Project): string {
  const renamed = text
    .replace(/^# yaml-language-server:.*\n/u, '')
    .replace(/^profile:.*$/mu, `profile: ${name}`)
    .replace(/^count:.*$/mu, `count: ${count}`);
  return `${schemaLine('profile', '../')}${renamed}`;
}

function scenarioText({ name, mode, firstDevice }: Project): string {
  return `${schemaLine('scenario', '../')}# One fault on one device: does the pipeline see it, and how soon?
scenario: ${name}-first-fault
description: ${mode} on ${firstDevice}
profile: ${name}
duration: 2h
seed: first
steps:
  - at: 45m # the detectors have warmed up by then
    devices: ${firstDevice}
    fault: { mode: ${mode}, over: 30m }
`;
}

function agentText({ name }: Project): string {
  return `${schemaLine('edge', './')}# An agent for real machines. Try its filters: pm-sim edge test edge.yaml < sample.ndjson
agent: ${name}-edge
sources:
  # A broker instead: mqtt: { url: "mqtt://127.0.0.1:1883", topics: ["machines/+/telemetry"] }
  - stdin: {}
    map:
      device: asset
      ts: time
      metrics: { temp_c: data.temp, vib_mms: data.rms }
edge:
  filters:
    - threshold:
        limits:
          - { metric: vib_mms, above: 7.1, hysteresis: 1, severity: high } # ISO 10816 zone D
    - deadband:
        heartbeat: 1m
        metrics:
          temp_c: { absolute: 0.5 }
          vib_mms: { absolute: 0.2 }
sink:
  stdout: {}
`;
}

const SAMPLES = [
  [61.2, 2.1],
  [61.3, 2.1],
  [61.9, 2.2],
  [62.4, 7.4],
  [62.5, 2.2],
] as const;

/** Readings of a pump as its gateway may write them. */
function sampleText(): string {
  return SAMPLES.map(([temp, rms], second) => {
    const time = `2026-03-02T08:00:0${second}Z`;
    return `${JSON.stringify({ asset: 'pump-1', time, data: { temp, rms } })}\n`;
  }).join('');
}
