/**
 * `help edge run` means `edge run --help`: commander's own help knows one level of commands.
 * MQTTX writes `-im 1000`; commander refuses short flags of two letters, so it becomes `--im`.
 * Words after `--` are operands and stay as they are.
 */
export function rewriteArguments(argv: readonly string[]): string[] {
  const [first, ...words] = argv;
  if (first === 'help' && words.length > 1) return [...words, '--help'];
  const operandsFrom = argv.indexOf('--');
  return argv.map((word, at) =>
    word === '-im' && (operandsFrom < 0 || at < operandsFrom) ? '--im' : word,
  );
}
