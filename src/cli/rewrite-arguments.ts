/** Words of other MQTT tools, and ours; commander refuses short flags of two letters. */
const ALIASES: Readonly<Record<string, string>> = { '-im': '--im', '--hostname': '--host' };
const SIMULATE_ALIASES: Readonly<Record<string, string>> = { '--interval': '--connect-interval' };

/**
 * `help edge run` means `edge run --help`: commander's own help knows one level of commands.
 * MQTTX writes `-im 1000`, which becomes `--im`, and other names of its own, which become ours.
 * Words after `--` are operands and stay as they are.
 */
export function rewriteArguments(argv: readonly string[]): string[] {
  const [first, ...words] = argv;
  if (first === 'help' && words.length > 1) return [...words, '--help'];
  const operandsFrom = argv.indexOf('--');
  const aliases = first === 'simulate' ? { ...ALIASES, ...SIMULATE_ALIASES } : ALIASES;
  return argv.map((word, at) => {
    if (operandsFrom >= 0 && at >= operandsFrom) return word;
    const [flag = '', ...value] = word.split('=');
    return [aliases[flag] ?? flag, ...value].join('=');
  });
}
