import type { AlertEvent } from '../../../../src/cloud/handlers/alert.ts';
import type { AlertItem } from '../../../../src/cloud/handlers/alerting/alert-item.ts';
import type { AlertStore } from '../../../../src/cloud/handlers/alerting/alert-store.ts';
import { createIngestHandler } from '../../../../src/cloud/handlers/ingest.ts';
import type {
  NewFile,
  ObjectStore,
  StoredFile,
} from '../../../../src/cloud/handlers/ingest/object-store.ts';
import type {
  FileRecord,
  ProductStore,
  TakenFile,
} from '../../../../src/cloud/handlers/ingest/product-store.ts';
import type { DeviceState } from '../../../../src/cloud/handlers/scoring/device-state.ts';
import { reasonWriter } from '../../../../src/cloud/handlers/scoring/reason.ts';
import { systemClock } from '../../../../src/runtime/clock.ts';
import { silentLog } from '../../../../src/runtime/log.ts';
import { createRandom } from '../../../../src/runtime/random.ts';
import { CONTEXT, doubleOfMean } from '../fixtures.ts';

const START = Date.UTC(2026, 2, 5);
const STEP_MS = 300_000;

/** A file of the given day with these vibrations, five minutes apart. */
export function healthDocument(day: number, values: readonly number[], device = 'spk-001') {
  const at = (i: number): string => new Date(START + day * 86_400_000 + i * STEP_MS).toISOString();
  return {
    schema_version: '1.0',
    device_id: device,
    site_id: 'boston',
    product: { serial_number: 'SN-1', family: 'smart-speaker' },
    firmware: { version: '4.3.0' },
    period: { start: at(0), end: at(values.length - 1) },
    samples: values.map((value, i) => ({ timestamp: at(i), vib_gearbox_mms: value })),
  };
}

/** An event of S3 as it documents it; keys are given as they are. */
export function created(...objects: readonly (readonly [key: string, etag: string])[]) {
  return {
    Records: objects.map(([key, eTag]) => ({
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      awsRegion: 'eu-central-1',
      eventName: 'ObjectCreated:Put',
      s3: {
        s3SchemaVersion: '1.0',
        configurationId: 'health-files',
        bucket: { name: 'raw', arn: 'arn:aws:s3:::raw' },
        object: { key: encodeURIComponent(key).replaceAll('%20', '+'), size: 1, eTag },
      },
    })),
  };
}

interface Saved {
  readonly version: number;
  readonly state: DeviceState;
  readonly snapshot: Uint8Array;
}

/** Everything that ingest writes to, in memory. */
export function ingestBench() {
  const objects = new Map<string, StoredFile>();
  const put: NewFile[] = [];
  const files = new Map<string, FileRecord>();
  const products = new Map<string, Saved>();
  const alerts = new Map<string, AlertItem>();
  const published: string[] = [];
  const observed: AlertEvent[] = [];
  const committed: TakenFile[] = [];
  const hooks = { beforeCommit: async (): Promise<void> => undefined, publishFails: false };
  const store: AlertStore = {
    async open(item) {
      const known = alerts.get(item.id);
      if (known === undefined) alerts.set(item.id, item);
      return known ?? item;
    },
    async markSent(id) {
      const item = alerts.get(id);
      if (item?.notification !== 'pending') return false;
      alerts.set(id, { ...item, notification: 'sent' });
      return true;
    },
    async returned(id, closedAt) {
      const item = alerts.get(id);
      if (item?.state !== 'open') return false;
      alerts.set(id, { ...item, state: 'returned', closedAt });
      return true;
    },
  };
  const objectStore: ObjectStore = {
    get: async (bucket, key) => objects.get(`${bucket}/${key}`),
    put: async (file) => void put.push(file),
  };
  const productStore: ProductStore = {
    async find({ bucket, key, etag }) {
      const record = files.get(`${bucket}/${key}`);
      return record?.etag === etag ? record : undefined;
    },
    async commit(taken) {
      await hooks.beforeCommit();
      const { object, file, scorer, episodes } = taken;
      const { version } = scorer.state();
      if ((products.get(file.device)?.version ?? 0) !== version) return false;
      const snapshot = scorer.snapshot();
      const state = scorer.nextState(true);
      products.set(file.device, { version: state.version, state, snapshot });
      const announced = episodes.length === 0;
      const record: FileRecord = { etag: object.etag, outcome: 'analysed', episodes, announced };
      files.set(`${object.bucket}/${object.key}`, record);
      committed.push(taken);
      return true;
    },
    async setAside({ bucket, key, etag }) {
      const record: FileRecord = { etag, outcome: 'quarantined', episodes: [], announced: true };
      files.set(`${bucket}/${key}`, record);
    },
    async announced({ bucket, key }) {
      const record = files.get(`${bucket}/${key}`);
      if (record !== undefined) files.set(`${bucket}/${key}`, { ...record, announced: true });
    },
  };
  const handler = createIngestHandler({
    store,
    publish: async ({ id }) => {
      if (hooks.publishFails) throw new Error('no topic');
      published.push(id);
    },
    placeOf: () => undefined,
    observe: (event) => void observed.push(event),
    objects: objectStore,
    processedBucket: 'processed',
    quarantineBucket: 'quarantine',
    states: {
      loadStates: async (devices) =>
        new Map(
          devices.flatMap((device) => {
            const saved = products.get(device);
            return saved === undefined ? [] : [[device, saved.state] as const];
          }),
        ),
      loadSnapshots: async (states) =>
        new Map(
          states.flatMap(({ device }) => {
            const saved = products.get(device);
            return saved === undefined ? [] : [[device, saved.snapshot] as const];
          }),
        ),
    },
    products: productStore,
    monitors: doubleOfMean,
    reason: reasonWriter([{ metric: 'vib_gearbox_mms' }]),
    clock: systemClock(),
    random: createRandom('ingest'),
    log: silentLog,
  });
  return {
    put,
    files,
    products,
    alerts,
    published,
    observed,
    committed,
    hooks,
    /** Puts a file into the raw bucket. */
    drop(key: string, etag: string, content: unknown) {
      const text = typeof content === 'string' ? content : JSON.stringify(content);
      objects.set(`raw/${key}`, { body: Buffer.from(text), etag });
    },
    dropBytes: (key: string, etag: string, body: Uint8Array) =>
      void objects.set(`raw/${key}`, { body, etag }),
    handle: (event: unknown) => handler(event, CONTEXT),
  };
}
