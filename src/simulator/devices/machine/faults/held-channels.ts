/** What a machine's sensors tell of it when people keep it from work; pumps and compressors more. */
export const HELD_CHANNELS: readonly string[] = [
  'temperature',
  'motor_temp_c',
  'bearing_temp_c',
  'vibration',
  'energy_consumption',
  'machine_status',
  'rpm',
  'load_pct',
  'power_kw',
  'current_a',
  'accel_g',
  'kurtosis',
  'crest',
  'cycle_count',
  'energy_kwh',
  'tool_wear_min',
];
