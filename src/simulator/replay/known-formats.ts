import { STATUS_CODES } from '../devices/machine/operation.ts';
import type { ColumnMapping } from './mapping.ts';

/** A published data set whose columns are known. */
interface KnownFormat {
  readonly name: string;
  /** All of these columns are there. */
  readonly signature: readonly string[];
  readonly mapping: ColumnMapping;
}

/** Stands in a signature for any of the two names under which a set is distributed. */
const EITHER = '|';

/**
 * La Haute Borne (ENGIE open data): ten-minute means of Senvion MM82 turbines. `time_utc` is the
 * name in cleaned copies, `Date_time` that of the original.
 */
const laHauteBorne: KnownFormat = {
  name: 'la-haute-borne',
  signature: ['time_utc|Date_time', 'P_avg', 'Ws_avg', 'Ot_avg'],
  mapping: {
    ts: 'time_utc|Date_time',
    device: 'Wind_turbine_name',
    type: 'wind_turbine',
    metrics: {
      wind_speed_ms: 'Ws_avg',
      wind_dir_deg: 'Wa_avg',
      yaw_error_deg: 'Va_avg',
      rotor_rpm: 'Rs_avg',
      gen_rpm: 'Ds_avg',
      power_kw: 'P_avg',
      pitch_deg_1: 'Ba_avg',
      torque_nm: 'Cm_avg',
      gear_oil_c: 'Gost_avg',
      gear_brg_hss_c: 'Gb1t_avg',
      gear_brg_ims_c: 'Gb2t_avg',
      gen_stator_c: 'Dst_avg',
      gen_brg_de_c: 'Db1t_avg',
      gen_brg_nde_c: 'Db2t_avg',
      main_brg_c: 'Rbt_avg',
      nacelle_c: 'Yt_avg',
      ambient_c: 'Ot_avg',
      grid_hz: 'Nf_avg',
      grid_v: 'Nu_avg',
    },
  },
};

/** Petrobras 3W: offshore wells at 1 Hz; `class` is the label and never travels with the data. */
const threeW: KnownFormat = {
  name: '3w',
  signature: ['timestamp', 'P-PDG', 'P-TPT'],
  mapping: {
    ts: 'timestamp',
    type: 'oil_well',
    metrics: {
      pdg_pa: 'P-PDG',
      tpt_pa: 'P-TPT',
      tpt_c: 'T-TPT',
      choke_upstream_pa: 'P-MON-CKP',
      choke_downstream_c: 'T-JUS-CKP',
      gas_lift_downstream_pa: 'P-JUS-CKGL',
      gas_lift_m3s: 'QGL',
    },
  },
};

/** Numenta Anomaly Benchmark: one value a row. */
const nab: KnownFormat = {
  name: 'nab',
  signature: ['timestamp', 'value'],
  mapping: { ts: 'timestamp', type: 'series', metrics: { value: 'value' } },
};

/** AI4I 2020 predictive maintenance (UCI): rows without a time, taken as one a minute. */
const ai4i: KnownFormat = {
  name: 'ai4i-2020',
  signature: ['UDI', 'Product ID', 'Torque [Nm]', 'Tool wear [min]'],
  mapping: {
    rowIntervalMs: 60_000,
    type: 'machine',
    metrics: {
      air_temperature_k: 'Air temperature [K]',
      process_temperature_k: 'Process temperature [K]',
      rpm: 'Rotational speed [rpm]',
      torque_nm: 'Torque [Nm]',
      tool_wear_min: 'Tool wear [min]',
    },
  },
};

/** Orders of a web shop, as `pm-sim generate --format orders-csv` writes them and many exports are alike. */
const orders: KnownFormat = {
  name: 'orders',
  signature: ['order_id', 'order_date', 'customer_id', 'total_amount'],
  mapping: {
    ts: 'order_date',
    device: 'storefront',
    type: 'commerce',
    tolerant: true,
    metrics: {
      quantity: 'quantity',
      unit_price_usd: 'unit_price',
      discount_share: 'discount',
      total_usd: 'total_amount',
    },
  },
};

/** The health files of the audio system, one sample a row. */
const healthJson: KnownFormat = {
  name: 'health-json',
  signature: ['timestamp', 'device_id', 'product.serial_number', 'firmware.version'],
  mapping: {
    ts: 'timestamp',
    device: 'device_id',
    site: 'site_id',
    serial: 'product.serial_number',
    type: 'audio',
  },
};

/** The manufacturing system's rows; its states are words, its last five columns are no measurements. */
const machineCsv: KnownFormat = {
  name: 's2-csv',
  signature: ['timestamp', 'machine_id', 'temperature', 'vibration', 'energy_consumption'],
  mapping: {
    ts: 'timestamp',
    device: 'machine_id',
    type: 'machine',
    metrics: {
      temperature: 'temperature',
      vibration: 'vibration',
      humidity: 'humidity',
      pressure: 'pressure',
      energy_consumption: 'energy_consumption',
      machine_status: 'machine_status',
    },
    words: {
      Idle: STATUS_CODES.idle,
      Running: STATUS_CODES.run,
      Failure: STATUS_CODES.failure,
      Maintenance: STATUS_CODES.maintenance,
    },
  },
};

/** The oil-field system's rows: one a second. */
const wellRows: KnownFormat = {
  name: 's3-rows',
  signature: ['timestamp', 'barrels_per_second', 'reservoir_pressure'],
  mapping: {
    ts: 'timestamp',
    device: 'well_id',
    type: 'oil_well',
    metrics: {
      oil_rate_bbl_s: 'barrels_per_second',
      reservoir_pressure_bar: 'reservoir_pressure',
    },
  },
};

const FORMATS: readonly KnownFormat[] = [
  laHauteBorne,
  threeW,
  ai4i,
  healthJson,
  machineCsv,
  wellRows,
  orders,
];

/** The mapping of a published data set whose columns these are. */
export function knownFormat(
  columns: readonly string[],
): { readonly name: string; readonly mapping: ColumnMapping } | undefined {
  const has = new Set(columns);
  const matches = ({ signature }: KnownFormat): boolean =>
    signature.every((name) => name.split(EITHER).some((alternative) => has.has(alternative)));
  const found = FORMATS.find(matches) ?? (columns.length === 2 && matches(nab) ? nab : undefined);
  return found === undefined
    ? undefined
    : { name: found.name, mapping: present(found.mapping, has) };
}

/** The mapping without the columns that this copy of the data set does not have. */
function present(mapping: ColumnMapping, has: ReadonlySet<string>): ColumnMapping {
  const { ts, device, site, metrics, ...rest } = mapping;
  const name = ts?.split(EITHER).find((alternative) => has.has(alternative));
  return {
    ...rest,
    ...(name === undefined ? {} : { ts: name }),
    ...(device === undefined || !has.has(device) ? {} : { device }),
    ...(site === undefined || !has.has(site) ? {} : { site }),
    ...(metrics === undefined
      ? {}
      : {
          metrics: Object.fromEntries(
            Object.entries(metrics).filter(([, column]) => has.has(column)),
          ),
        }),
  };
}
