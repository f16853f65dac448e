import type { ReasonWriter } from './episodes.ts';

/** How a signal is spoken of in alerts. */
export interface SpokenChannel {
  readonly metric: string;
  readonly given?: readonly string[] | undefined;
  readonly label?: string | undefined;
  readonly unit?: string | undefined;
  readonly advice?: string | undefined;
}

/** Conditions named in the sentence. */
const CONDITIONS_MAX = 3;

/**
 * Writes the sentence that a crew reads first: what, how far from what is normal under which
 * conditions, and what to do.
 */
export function reasonWriter(channels: readonly SpokenChannel[]): ReasonWriter {
  const byName = new Map(channels.map((channel) => [channel.metric, channel]));
  return ({ metric, value, expected }, { metrics }) => {
    const channel: SpokenChannel = byName.get(metric) ?? { metric };
    const unit = channel.unit === undefined ? '' : ` ${channel.unit}`;
    const what = `${channel.label ?? metric} is ${shown(value)}${unit}`;
    const conditions = (channel.given ?? [])
      .filter((name) => metrics[name] !== undefined)
      .slice(0, CONDITIONS_MAX)
      .map((name) => `${name} ${shown(metrics[name] as number)}`);
    const normal = expected === undefined ? '' : `, where ${shown(expected)}${unit} is normal`;
    const at = conditions.length === 0 || normal === '' ? '' : ` at ${conditions.join(', ')}`;
    const advice = channel.advice === undefined ? '' : ` ${channel.advice}`;
    return `${capitalised(what)}${normal}${at}.${advice}`;
  };
}

function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function shown(value: number): string {
  return String(Number(value.toPrecision(3)));
}
