// Draws a terminal program as an SVG, from what it really shows in tmux.
// Usage: node scripts/terminal-picture.mjs OUT.svg COLSxROWS STEPS COMMAND…
// STEPS are taken one after the other before the picture: seconds to wait, a key as tmux names it
// (key:Enter), or text to wait for (until:live). Example: "until:up 30s,key:Enter,1".
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

const [out, size, steps, ...command] = process.argv.slice(2);
const [cols, rows] = (size ?? '').split('x').map(Number);
if (out === undefined || !cols || !rows || command.length === 0) {
  console.error('usage: terminal-picture.mjs OUT.svg COLSxROWS STEPS COMMAND…');
  process.exit(2);
}

const SESSION = `picture-${process.pid}`;
const CELL = { width: 8.4, height: 17, size: 14 };
const BACKGROUND = '#11151c';
const FOREGROUND = '#d5dae3';
/** The eight colours and their bright forms, in ANSI order. */
const PALETTE =
  '#11151c #f2777a #8fd18f #ffcc66 #6cb6ff #cc99cc #66cccc #d5dae3 #6b7385 #ff8f92 #a5e6a5 #ffdd8a #8cc8ff #e0b3e0 #85e0e0 #ffffff'.split(
    ' ',
  );
const ESCAPE = String.fromCodePoint(27);
const SGR = new RegExp(String.raw`(${ESCAPE}\[[\d;]*m)`);

function tmux(...args) {
  const { stdout, stderr, status } = spawnSync('tmux', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`tmux ${args[0]}: ${stderr}`);
  return stdout;
}

const SWITCHES = {
  1: { bold: true },
  2: { dim: true },
  22: { bold: false, dim: false },
  7: { inverse: true },
  27: { inverse: false },
  39: { colour: undefined },
  49: { background: undefined },
};

/** What a single SGR code says of colours, if anything. */
function named(code) {
  if (code >= 30 && code <= 37) return { colour: PALETTE[code - 30] };
  if (code >= 90 && code <= 97) return { colour: PALETTE[code - 82] };
  if (code >= 40 && code <= 47) return { background: PALETTE[code - 40] };
  return {};
}

/** Applies one SGR parameter list to a style (ECMA-48, 8.3.117). */
function restyle(style, parameters) {
  const [code, kind, ...rest] = parameters;
  if (code === undefined) return style;
  if (code === 0) return restyle({}, parameters.slice(1));
  if (code === 38 && kind === 5) {
    return restyle({ ...style, colour: indexed(rest[0]) }, rest.slice(1));
  }
  if (code === 38 && kind === 2) {
    return restyle({ ...style, colour: `rgb(${rest.slice(0, 3).join(',')})` }, rest.slice(3));
  }
  return restyle({ ...style, ...(SWITCHES[code] ?? named(code)) }, parameters.slice(1));
}

/** Colour of the 256-colour table: 16 named, a 6×6×6 cube, 24 greys. */
function indexed(n) {
  if (n < 16) return PALETTE[n];
  if (n > 231)
    return `rgb(${Array(3)
      .fill(8 + (n - 232) * 10)
      .join(',')})`;
  const c = n - 16;
  return `rgb(${[Math.floor(c / 36), Math.floor(c / 6) % 6, c % 6].map(cubeLevel).join(',')})`;
}

function cubeLevel(v) {
  return v === 0 ? 0 : 55 + v * 40;
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/**
 * The lines of the screen as text elements, each at its own column so that no font can shift it. What
 * a line ends with goes on in the next: tmux says only what changes.
 */
function drawLines(lines) {
  let style = {};
  return lines.map((line, row) => {
    const drawn = drawLine(line, row, style);
    style = drawn.style;
    return drawn.text;
  });
}

function drawLine(line, row, carried) {
  const parts = [];
  let style = carried;
  let column = 0;
  for (const piece of line.split(SGR)) {
    if (piece.startsWith(`${ESCAPE}[`)) {
      style = restyle(style, piece.slice(2, -1).split(';').map(Number));
      continue;
    }
    if (piece === '') continue;
    const chars = [...piece];
    parts.push(drawPiece(piece, style, { row, column, width: chars.length }));
    column += chars.length;
  }
  return { text: parts.join(''), style };
}

function drawPiece(text, style, { row, column, width }) {
  const x = (column * CELL.width + 12).toFixed(1);
  const y = row * CELL.height + 12;
  const length = (width * CELL.width).toFixed(1);
  const background = style.inverse ? (style.colour ?? FOREGROUND) : style.background;
  const colour = style.inverse ? BACKGROUND : (style.colour ?? FOREGROUND);
  const box =
    background === undefined
      ? ''
      : `<rect x="${x}" y="${y}" width="${length}" height="${CELL.height}" fill="${background}"/>`;
  if (text.trim() === '') return box;
  const looks = `${style.bold ? ' font-weight="bold"' : ''}${style.dim ? ' opacity="0.6"' : ''}`;
  return (
    `${box}<text x="${x}" y="${y + 13}" fill="${colour}"${looks} textLength="${length}"` +
    ` lengthAdjust="spacingAndGlyphs" xml:space="preserve">${escaped(text)}</text>`
  );
}

/** Longest wait for a text, ms. */
const UNTIL_MS_MAX = 180_000;

async function take(step) {
  const [, verb, what] = /^(?:(key|until):)?(.*)$/.exec(step);
  if (verb === undefined) await wait(Number(what) * 1_000);
  else if (verb === 'key') tmux('send-keys', '-t', SESSION, what);
  else await until(what);
}

async function until(what) {
  const deadline = performance.now() + UNTIL_MS_MAX;
  while (!tmux('capture-pane', '-p', '-t', SESSION).includes(what)) {
    if (performance.now() > deadline) throw new Error(`"${what}" does not show`);
    await wait(100);
  }
}

tmux('new-session', '-d', '-s', SESSION, '-x', `${cols}`, '-y', `${rows}`, ...command);
try {
  for (const step of steps.split(',')) await take(step);
  const lines = tmux('capture-pane', '-e', '-p', '-t', SESSION).split('\n').slice(0, rows);
  const width = Math.ceil(cols * CELL.width + 24);
  const height = rows * CELL.height + 24;
  writeFileSync(
    out,
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"` +
      ` font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="${CELL.size}">` +
      `<rect width="100%" height="100%" rx="8" fill="${BACKGROUND}"/>` +
      `${drawLines(lines).join('\n')}</svg>\n`,
  );
} finally {
  spawnSync('tmux', ['kill-session', '-t', SESSION]);
}
