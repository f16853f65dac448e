import type { Socket } from 'node:net';

export interface LineListener {
  onLine(line: string): void;
  /** More than `bytesMax` without an end of line. */
  onTooLong(): void;
}

/** Cuts what comes from a socket into lines and bounds what is kept of an unfinished one. */
export function readLines(socket: Socket, bytesMax: number, listener: LineListener): void {
  let rest: Buffer = Buffer.alloc(0);
  let over = false;
  socket.on('data', (chunk: Buffer) => {
    if (over) return;
    rest = Buffer.concat([rest, chunk]);
    for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE)) {
      if (end > bytesMax) break;
      const line = rest.subarray(0, end).toString('utf8').trim();
      rest = rest.subarray(end + 1);
      if (line !== '') listener.onLine(line);
    }
    if (rest.length <= bytesMax) return;
    over = true;
    rest = Buffer.alloc(0);
    listener.onTooLong();
  });
}

const NEWLINE = 0x0a;
