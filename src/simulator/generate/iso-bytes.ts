import { phrase, type ByteText } from '../../telemetry/byte-text.ts';

const DAY_MS = 86_400_000;
const [COLON, POINT, ZULU] = [58, 46, 90];

/** Writes instants as `Date.toISOString` does; the date is made once a day. */
export function createIsoWriter(to: ByteText): (ts: number) => void {
  let day = Number.NaN;
  let date = phrase('');
  return (ts) => {
    const today = Math.floor(ts / DAY_MS);
    if (today !== day) {
      day = today;
      const iso = new Date(today * DAY_MS).toISOString();
      date = phrase(iso.slice(0, iso.indexOf('T') + 1));
    }
    const ms = ts - today * DAY_MS;
    const seconds = Math.floor(ms / 1_000);
    const minutes = Math.floor(seconds / 60);
    to.phrase(date);
    to.padded(Math.floor(minutes / 60), 2);
    to.byte(COLON);
    to.padded(minutes % 60, 2);
    to.byte(COLON);
    to.padded(seconds % 60, 2);
    to.byte(POINT);
    to.padded(ms % 1_000, 3);
    to.byte(ZULU);
  };
}
