import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { watchInterrupts } from '../../src/cli/interrupt.ts';

function setUp() {
  const emitter = new EventEmitter();
  const exits: number[] = [];
  let now = 0;
  const source = {
    on: (event: string, listener: () => void) => emitter.on(event, listener),
    off: (event: string, listener: () => void) => emitter.off(event, listener),
    exit: (code: number) => exits.push(code),
  };
  const interrupt = watchInterrupts(source, { now: () => now });
  return { emitter, exits, interrupt, pass: (ms: number) => (now += ms) };
}

describe('watchInterrupts', () => {
  it('asks for a drain at the first Ctrl+C and exits with 130 at the second', () => {
    const { emitter, exits, interrupt, pass } = setUp();
    emitter.emit('SIGINT');
    expect(interrupt.signal.aborted).toBe(true);
    expect(exits).toEqual([]);
    pass(2_000);
    emitter.emit('SIGINT');
    expect(exits).toEqual([130]);
  });

  it('takes two signals within a quarter of a second for one press', () => {
    const { emitter, exits, pass } = setUp();
    emitter.emit('SIGINT');
    pass(20);
    emitter.emit('SIGINT');
    expect(exits).toEqual([]);
  });

  it.each(['SIGTERM', 'SIGHUP'])('treats %s as Ctrl+C', (name) => {
    const { emitter, interrupt } = setUp();
    emitter.emit(name);
    expect(interrupt.signal.aborted).toBe(true);
  });

  it('lets a command ask for the stop itself', () => {
    const { interrupt } = setUp();
    interrupt.request();
    expect(interrupt.signal.aborted).toBe(true);
  });

  it('leaves no listener behind when disposed', () => {
    const { emitter, interrupt } = setUp();
    interrupt[Symbol.dispose]();
    expect(emitter.eventNames()).toEqual([]);
  });
});
