/** What a machine is; its parameters, sensors and faults depend on it. */
export const MACHINE_KINDS = ['spindle', 'pump', 'compressor', 'conveyor'] as const;

export type MachineKind = (typeof MACHINE_KINDS)[number];
