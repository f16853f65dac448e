import { RoundMap, type Rounder } from '../runtime/round-map.ts';
import { phrase, type ByteText, type Phrase } from './byte-text.ts';
import { PhraseBook, type Passage } from './phrase-book.ts';
import type { Reading } from './reading.ts';

/** Names of a metric as JSON, before the first value and before a further one. */
interface Label {
  readonly name: string;
  readonly first: Phrase;
  readonly further: Phrase;
}

/** What is the same in all readings of a device, which is its key, and where that lies as bytes. */
interface Head extends Rounder<Head> {
  site: string;
  type: string;
  serial: string;
  passage: Passage;
}

const METRICS = phrase(',"metrics":{');
const CLOSE = 125;

/**
 * Writes readings as `encodeReading` does, byte for byte, several times as fast: names and heads are
 * encoded once, values are written as digits. Returns the place behind the time, where the envelope of
 * a message goes on.
 */
export function createReadingWriter(to: ByteText): (reading: Reading) => number {
  const heads = new RoundMap<Head>();
  const book = new PhraseBook();
  const labelAt = createLabels();
  return (reading) => {
    book.write(headOf(reading, heads, book).passage, to);
    to.number(reading.ts);
    const afterTime = to.length;
    to.phrase(METRICS);
    const { metrics, quality } = reading;
    let i = 0;
    for (const name in metrics) {
      const label = labelAt(i, name);
      to.member(i === 0 ? label.first : label.further, metrics[name] as number);
      i += 1;
    }
    to.byte(CLOSE);
    if (quality !== undefined) to.text(`,"q":"${quality}"`);
    to.byte(CLOSE);
    return afterTime;
  };
}

/** Labels by place: readings of one kind have their metrics in one order, so most are found at once. */
function createLabels(): (i: number, name: string) => Label {
  const byPlace: Label[] = [];
  const byName = new Map<string, Label>();
  return (i, name) => {
    const usual = byPlace[i];
    if (usual !== undefined && usual.name === name) return usual;
    const label = byName.get(name) ?? labelOf(name);
    byName.set(name, label);
    byPlace[i] = label;
    return label;
  };
}

function labelOf(name: string): Label {
  const text = `${JSON.stringify(name)}:`;
  return { name, first: phrase(text), further: phrase(`,${text}`) };
}

function headOf(reading: Reading, heads: RoundMap<Head>, book: PhraseBook): Head {
  const { device, site, type, serial } = reading;
  const known = heads.get(device);
  if (known?.site === site && known.type === type && known.serial === serial) return known;
  const [d, s, t, n] = [device, site, type, serial].map((text) => JSON.stringify(text));
  const bytes = phrase(`{"device_id":${d},"site_id":${s},"type":${t},"serial":${n},"ts":`);
  if (known === undefined) {
    const head = { key: device, next: undefined, site, type, serial, passage: book.add(bytes) };
    heads.add(head);
    return head;
  }
  return Object.assign(known, { site, type, serial, passage: book.replace(known.passage, bytes) });
}
