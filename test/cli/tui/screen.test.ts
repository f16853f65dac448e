import { EventEmitter } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { openScreen, sizeOnly, type Screen } from '../../../src/cli/tui/screen.ts';
import { fakeStream } from '../fake-io.ts';

const ENTER = '\u001b[?1049h\u001b[?25l\u001b[2J';
const LEAVE = '\u001b[2J\u001b[?25h\u001b[?1049l';

let screen: Screen | undefined;
afterEach(() => screen?.close());

function open() {
  const stdout = fakeStream();
  const opened = openScreen(stdout);
  screen = opened;
  let read = 0;
  const written = (): string => {
    const text = stdout.text().slice(read);
    read += text.length;
    return text;
  };
  return { opened, written };
}

describe('the screen', () => {
  it('is entered at the start and left once, however often it is closed', () => {
    const { opened, written } = open();
    expect(written()).toBe(ENTER);
    opened.close();
    opened.close();
    expect(written()).toBe(LEAVE);
    opened.draw(['late']);
    expect(written()).toBe('');
  });

  it('writes only the rows that changed, in one held frame', () => {
    const { opened, written } = open();
    opened.draw(['one', 'two', 'three']);
    written();
    opened.draw(['one', 'TWO', 'three']);
    expect(written()).toBe('\u001b[?2026h\u001b[2;1H\u001b[KTWO\u001b[?2026l');
    opened.draw(['one', 'TWO', 'three']);
    expect(written()).toBe('');
  });

  it('writes a frame of another height whole: a row below the screen would be its last one', () => {
    const { opened, written } = open();
    opened.draw(['one', 'two', 'three']);
    written();
    opened.draw(['one', 'two']);
    expect(written()).toBe(
      '\u001b[?2026h\u001b[2J\u001b[1;1H\u001b[Kone\u001b[2;1H\u001b[Ktwo\u001b[?2026l',
    );
  });

  it('writes everything after a resize and after it was suspended', () => {
    const { opened, written } = open();
    opened.draw(['one']);
    opened.invalidate();
    written();
    opened.draw(['one']);
    expect(written()).toContain('\u001b[2J\u001b[1;1H\u001b[Kone');
    opened.suspend();
    opened.draw(['over the shell']);
    opened.resume();
    opened.draw(['one']);
    const text = written();
    expect(text).toMatch(/\?1049l.*\?1049h.*one/s);
    expect(text).not.toContain('over the shell');
  });

  it('is left when the process ends without closing it', () => {
    const { opened, written } = open();
    opened.draw(['one']);
    written();
    const listeners = process.listeners('exit');
    (listeners.at(-1) as () => void)();
    expect(written()).toBe(LEAVE);
    expect(process.listeners('exit')).toHaveLength(listeners.length - 1);
  });
});

describe('the terminal that Ink sees', () => {
  it('has a size, follows it, and swallows what Ink writes', () => {
    const { opened, written } = open();
    const terminal = Object.assign(new EventEmitter(), { columns: 80, rows: 24 });
    const stream = sizeOnly(opened, terminal as unknown as NodeJS.WriteStream);
    written();
    stream.write('Ink was here');
    expect(written()).toBe('');
    const sizes: number[] = [];
    stream.on('resize', () => sizes.push(stream.columns));
    terminal.columns = 100;
    terminal.emit('resize');
    expect(sizes).toEqual([100]);
    stream.destroy();
    expect(terminal.listenerCount('resize')).toBe(0);
  });
});
