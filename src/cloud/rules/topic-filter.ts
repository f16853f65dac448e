import { PmSimError } from '../../runtime/errors.ts';

/** A topic filter checked once; `matches` allocates nothing. */
export interface TopicFilter {
  readonly text: string;
  readonly levels: readonly string[];
  matches(topic: string): boolean;
}

/** Longest topic or filter that AWS IoT Core accepts, bytes of UTF-8 (AWS IoT Core quotas). */
const TOPIC_BYTES_MAX = 256;
/** Most slashes in a topic or filter that AWS IoT Core accepts (AWS IoT Core quotas). */
const TOPIC_SLASHES_MAX = 7;

/**
 * Prepares an MQTT topic filter: `+` stands for one level, a final `#` for its level, everything
 * below and the parent (MQTT 3.1.1 §4.7.1). A leading wildcard never matches a topic that begins
 * with `$` (§4.7.2).
 * @throws PmSimError `rules/topic-filter` naming the level that is wrong.
 */
export function compileTopicFilter(text: string): TopicFilter {
  const levels = text.split('/');
  const fault = faultOf(text, levels);
  if (fault !== undefined) {
    throw new PmSimError('rules/topic-filter', `Topic filter '${text}': ${fault}`);
  }
  const exact = !levels.some(isWildcard);
  return { text, levels, matches: exact ? (topic) => topic === text : wildcardMatcher(levels) };
}

function wildcardMatcher(levels: readonly string[]): (topic: string) => boolean {
  const hidesReserved = isWildcard(levels[0] as string);
  return (topic) => {
    if (hidesReserved && topic.startsWith('$')) return false;
    let from = 0;
    for (const level of levels) {
      if (level === '#') return true;
      if (from > topic.length) return false;
      const slash = topic.indexOf('/', from);
      const to = slash < 0 ? topic.length : slash;
      if (level !== '+' && !(to - from === level.length && topic.startsWith(level, from))) {
        return false;
      }
      from = to + 1;
    }
    return from > topic.length;
  };
}

function faultOf(text: string, levels: readonly string[]): string | undefined {
  if (text === '') return 'it is empty; a filter has at least one character.';
  if (text.includes('\0')) return 'the null character is not allowed in topics.';
  if (Buffer.byteLength(text) > TOPIC_BYTES_MAX) return `longer than ${TOPIC_BYTES_MAX} bytes.`;
  if (levels.length - 1 > TOPIC_SLASHES_MAX) return `more than ${TOPIC_SLASHES_MAX} slashes.`;
  const mixed = levels.find((level) => level.length > 1 && /[+#]/.test(level));
  if (mixed !== undefined) return `the wildcard in level '${mixed}' must be the whole level.`;
  const hash = levels.indexOf('#');
  if (hash >= 0 && hash < levels.length - 1) return "'#' is allowed in the last level only.";
  return undefined;
}

function isWildcard(level: string): boolean {
  return level === '+' || level === '#';
}
