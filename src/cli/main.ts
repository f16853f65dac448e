#!/usr/bin/env node
import module from 'node:module';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { processIo } from './process-io.ts';
import { runProgram } from './program.ts';
import { renderError } from './render-error.ts';

// From Node 22.8 on, what is loaded on use below is compiled once and kept (Node's documentation,
// "Module compile cache"); NODE_DISABLE_COMPILE_CACHE=1 forbids it.
const enableCompileCache: unknown = Reflect.get(module, 'enableCompileCache');
if (typeof enableCompileCache === 'function') Reflect.apply(enableCompileCache, module, []);

const { env } = process;
// The AWS SDK announces the end of its Node 20 support on stderr at every start.
env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
// React's development build measures every render; nobody debugs it here.
env['NODE_ENV'] ??= 'production';

const io = processIo();

// `pm-sim … | head` closes the pipe, a closed window the terminal: a wish to stop, not a failure, and
// one wish, however much is still written there while things come to their end.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
});
process.stdout.once('error', () => {
  if (process.listenerCount('SIGINT') > 0) process.emit('SIGINT');
  else process.exit(EXIT.ok);
});

const argv = process.argv.slice(2);
let exitCode: number;
try {
  exitCode = await runProgram(argv, io);
} catch (error) {
  const verbose = argv.includes('--verbose') || Boolean(env['PM_SIM_VERBOSE']);
  process.stderr.write(renderError(error, { verbose }));
  exitCode = exitCodeOf(error);
}
// The native MQTT client of the AWS IoT Device SDK keeps an ended process alive for minutes
// (awslabs/aws-crt-nodejs #600); everything of ours has been disposed of by now.
process.stdout.write('', () => process.stderr.write('', () => process.exit(exitCode)));
