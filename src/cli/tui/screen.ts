import { EventEmitter } from 'node:events';
import type { OutputStream } from '../io.ts';

/** The terminal's alternate screen: what was on the terminal before comes back when it closes. */
export interface Screen {
  /** Shows these rows; only the ones that differ from what is shown are written. */
  readonly draw: (rows: readonly string[]) => void;
  /** Forgets what is shown, so that the next frame is written whole: after a resize. */
  readonly invalidate: () => void;
  /** Gives the terminal back for a while, and takes it again. */
  readonly suspend: () => void;
  readonly resume: () => void;
  /** Puts the terminal back as it was. Safe to call twice. */
  readonly close: () => void;
}

// xterm control sequences: DECSET 1049 alternate buffer, DECTCEM cursor, ED and EL erase, CUP
// position, and DECSET 2026, which holds the picture still while a frame is written.
const ENTER = '\u001b[?1049h\u001b[?25l\u001b[2J';
// tmux keeps rows of the alternate screen if it has grown meanwhile: it is emptied before it is left.
const LEAVE = '\u001b[2J\u001b[?25h\u001b[?1049l';
const CLEAR = '\u001b[2J';
const HOLD = '\u001b[?2026h';
const SHOW = '\u001b[?2026l';

/** Enters the alternate screen; a process that ends without closing it leaves it all the same. */
export function openScreen(stdout: OutputStream): Screen {
  let shown: readonly string[] | undefined;
  let open = true;
  let suspended = false;
  const close = (): void => {
    if (!open) return;
    open = false;
    process.off('exit', close);
    stdout.write(LEAVE);
  };
  process.on('exit', close);
  stdout.write(ENTER);
  return {
    draw: (rows) => {
      if (!open || suspended) return;
      // A frame of another height is of another size of the terminal: where the old one has left rows
      // below the screen, erasing them would hit the last row that there is.
      const before = shown?.length === rows.length ? shown : undefined;
      const changes = changedRows(rows, before);
      const clear = before === undefined ? CLEAR : '';
      shown = rows;
      if (changes !== '' || clear !== '') stdout.write(`${HOLD}${clear}${changes}${SHOW}`);
    },
    invalidate: () => {
      shown = undefined;
    },
    suspend: () => {
      suspended = true;
      stdout.write(LEAVE);
    },
    resume: () => {
      suspended = false;
      shown = undefined;
      stdout.write(ENTER);
    },
    close,
  };
}

/** Each row is erased before it is written: erasing after would eat a character in the last column. */
function changedRows(rows: readonly string[], shown: readonly string[] = []): string {
  let text = '';
  for (const [y, row] of rows.entries()) {
    if (row !== shown[y]) text += `\u001b[${y + 1};1H\u001b[K${row}`;
  }
  return text;
}

/**
 * The terminal as Ink is shown it: its size, and a place where what it writes is lost, since the
 * frames are drawn by `Screen`.
 */
export function sizeOnly(screen: Screen, terminal: NodeJS.WriteStream): NodeJS.WriteStream {
  const stream = new EventEmitter();
  const onResize = (): void => {
    screen.invalidate();
    stream.emit('resize');
  };
  terminal.on('resize', onResize);
  Object.defineProperties(stream, {
    columns: { get: () => terminal.columns },
    rows: { get: () => terminal.rows },
    isTTY: { value: true },
    write: { value: () => true },
    destroy: { value: () => terminal.off('resize', onResize) },
  });
  return stream as NodeJS.WriteStream;
}
