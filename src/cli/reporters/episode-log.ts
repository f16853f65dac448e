import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../../runtime/atomic-file.ts';
import { messageOf } from '../../runtime/errors.ts';
import type { Alert } from '../../telemetry/alert.ts';
import type { Reading } from '../../telemetry/reading.ts';
import type { ScoredRecord } from '../../telemetry/scored.ts';
import { episodePath, episodesDir, type Episode } from './episode-file.ts';
import type { Reporter } from './reporter.ts';

export interface EpisodeLogOptions {
  readonly stateDir: string;
  /** Forgets those of earlier runs once the run has started. */
  readonly fresh: boolean;
  /** Told once when episodes cannot be written; the run goes on without them. */
  readonly onFailure: (text: string) => void;
}

/** Readings that are held in memory over all devices. */
const READINGS_MAX = 20_000;
/** Readings held of one device; the most where an alert has come, if not many have one at once. */
const PER_DEVICE = { min: 2, max: 240 };
/** Readings that follow an alert in its episode. */
const AFTER = 80;
/** Episodes kept in the state folder, some 50 kB each. */
const EPISODES_MAX = 200;

/** Devices that are watched closely at once. */
const WATCHED_MAX = 50;

/** The newest of something, up to a number that may change. */
interface Recent<T> {
  kept: T[];
  next: number;
  countMax: number;
}

interface Track {
  readonly readings: Recent<Reading>;
  readonly scores: Recent<ScoredRecord>;
  readonly open: { readonly alert: Alert; left: number }[];
}

/** Keeps the signals around each alert, so that whoever looks at it later sees what happened. */
export function createEpisodeLog(options: EpisodeLogOptions): Reporter {
  const tracks = new Map<string, Track>();
  const watched = new Set<Track>();
  const writer = createWriter(options);
  let perDevice = PER_DEVICE.max;
  const trackOf = (device: string): Track => {
    let track = tracks.get(device);
    if (track === undefined) {
      track = { readings: recent(perDevice), scores: recent(perDevice), open: [] };
      tracks.set(device, track);
    }
    return track;
  };
  const save = (track: Track, alert: Alert): void => {
    const episode = episodeOf(track, alert);
    if (episode !== undefined) writer.write(episode);
  };
  return {
    onEvent(event) {
      if (event.type === 'started') {
        perDevice = keptOf(event.devices.length);
        writer.begin();
      }
      if (event.type !== 'alert') return;
      const track = trackOf(event.alert.device);
      if (watched.size < WATCHED_MAX) watched.add(track);
      if (watched.has(track)) resize(track, PER_DEVICE.max);
      track.open.push({ alert: event.alert, left: AFTER });
      save(track, event.alert);
    },
    onReading(reading) {
      const track = trackOf(reading.device);
      keep(track.readings, reading);
      if (track.open.length === 0) return;
      for (const open of track.open) open.left -= 1;
      while (track.open[0] !== undefined && track.open[0].left <= 0) {
        save(track, track.open[0].alert);
        track.open.shift();
      }
      if (track.open.length === 0 && watched.delete(track)) resize(track, perDevice);
    },
    onScored: (record) => keep(trackOf(record.device).scores, record),
    async close() {
      for (const track of tracks.values()) {
        for (const { alert } of track.open) save(track, alert);
      }
      await writer.settled();
    },
  };
}

function keptOf(devices: number): number {
  const share = Math.floor(READINGS_MAX / Math.max(1, devices));
  return Math.max(PER_DEVICE.min, Math.min(PER_DEVICE.max, share));
}

function recent<T>(countMax: number): Recent<T> {
  return { kept: [], next: 0, countMax };
}

function keep<T>(list: Recent<T>, item: T): void {
  const into = list;
  into.kept[into.next] = item;
  into.next = (into.next + 1) % into.countMax;
}

function inOrder<T>({ kept, next }: Recent<T>): readonly T[] {
  return [...kept.slice(next), ...kept.slice(0, next)];
}

function resize({ readings, scores }: Track, countMax: number): void {
  for (const list of [readings, scores]) {
    if (list.countMax === countMax) continue;
    const kept = inOrder<unknown>(list).slice(-countMax);
    Object.assign(list, { kept, next: kept.length % countMax, countMax });
  }
}

/** Nothing of a device that has not sent anything. */
function episodeOf({ readings, scores }: Track, { id }: Alert): Episode | undefined {
  const kept = inOrder(readings);
  const last = kept.at(-1);
  if (last === undefined) return undefined;
  const { device, site, type, serial } = last;
  return {
    id,
    device,
    site,
    type,
    serial,
    readings: kept.map(({ ts, metrics }) => ({ ts, metrics: { ...metrics } })),
    scores: inOrder(scores).map(({ ts, score, threshold, anomalous }) => ({
      ts,
      score,
      threshold,
      anomalous,
    })),
  };
}

/** One file at a time; an episode that is written again while it waits replaces itself. */
function createWriter({ stateDir, fresh, onFailure }: EpisodeLogOptions) {
  const waiting = new Map<string, Episode>();
  let names: string[] = [];
  let failed = false;
  let work: Promise<void> = Promise.resolve();
  const queue = (step: () => Promise<void>): void => {
    work = work.then(step).catch((error: unknown) => {
      if (!failed) onFailure(`The signals around alerts cannot be kept: ${messageOf(error)}`);
      failed = true;
    });
  };
  const writeOne = async (): Promise<void> => {
    const [next] = waiting;
    if (next === undefined || failed) return;
    const [id, episode] = next;
    waiting.delete(id);
    const path = episodePath(stateDir, id);
    await writeFileAtomic(path, JSON.stringify(episode), { mode: 0o644 });
    names = [...names.filter((name) => name !== path), path];
    while (names.length > EPISODES_MAX) await rm(names.shift() ?? '', { force: true });
  };
  return {
    begin: () =>
      queue(async () => {
        const dir = episodesDir(stateDir);
        if (fresh) await rm(dir, { recursive: true, force: true });
        await mkdir(dir, { recursive: true });
        names = (await readdir(dir)).map((name) => join(dir, name));
      }),
    write(episode: Episode): void {
      const known = waiting.has(episode.id);
      waiting.set(episode.id, episode);
      if (!known) queue(writeOne);
    },
    settled: () => work,
  };
}
