import { PmSimError, messageOf } from '../runtime/errors.ts';

/** How many causes are shown; a longer chain is a loop or noise. */
const CAUSES_MAX = 8;

export interface RenderErrorOptions {
  /** Adds the code, the chain of causes and the stack. */
  readonly verbose: boolean;
}

/** `pm-sim: what, where, expected. What to do.`: one line, and all that is known with `verbose`. */
export function renderError(error: unknown, options: RenderErrorOptions): string {
  const lines = [`pm-sim: ${headline(error)}`];
  if (options.verbose) lines.push(...details(error));
  else if (!(error instanceof PmSimError)) {
    lines.push('  This is not your mistake. Run again with --verbose and report what it prints.');
  }
  return `${lines.join('\n')}\n`;
}

function headline(error: unknown): string {
  if (!(error instanceof PmSimError)) return `unexpected failure: ${messageOf(error)}`;
  const message = sentence(error.message);
  if (error.hint === undefined) return message;
  return message.includes('\n') ? `${message}\n  ${error.hint}` : `${message} ${error.hint}`;
}

function sentence(text: string): string {
  const trimmed = text.trimEnd();
  return /[.!?:)]$/.test(trimmed) || trimmed.includes('\n') ? trimmed : `${trimmed}.`;
}

function details(error: unknown): string[] {
  const lines = error instanceof PmSimError ? [`  code: ${error.code}`] : [];
  let cause: unknown = error instanceof Error ? error.cause : undefined;
  for (let depth = 0; cause !== undefined && depth < CAUSES_MAX; depth += 1) {
    lines.push(`  caused by: ${nameOf(cause)}${messageOf(cause)}`);
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  if (error instanceof Error && error.stack !== undefined) lines.push(...framesOf(error.stack));
  return lines;
}

function nameOf(error: unknown): string {
  return error instanceof Error && error.name !== 'Error' ? `${error.name}: ` : '';
}

function framesOf(stack: string): string[] {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => `  ${line.trim()}`);
}
