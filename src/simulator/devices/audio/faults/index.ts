import { ancDrift } from './anc-drift.ts';
import { badFirmware } from './bad-firmware.ts';
import { batterySwelling } from './battery-swelling.ts';
import { coilOpen } from './coil-open.ts';
import { coilRub } from './coil-rub.ts';
import { coilShort } from './coil-short.ts';
import { crashLoop } from './crash-loop.ts';
import { dspUnderrun } from './dsp-underrun.ts';
import { firmwareUpdate } from './firmware-update.ts';
import { memoryLeak } from './memory-leak.ts';
import { micClog } from './mic-clog.ts';
import { otherRoom } from './other-room.ts';
import { overheating } from './overheating.ts';
import { selfDischarge } from './self-discharge.ts';
import { suspensionCreep } from './suspension-creep.ts';
import { vacation } from './vacation.ts';
import { wifiCongestion } from './wifi-congestion.ts';
import { wifiFault } from './wifi-fault.ts';
import type { AudioFault } from './audio-fault.ts';

export type { ApplyFault, AudioFault } from './audio-fault.ts';

/** Every fault that an audio device can have; a new one is a file beside these and a line here. */
export const AUDIO_FAULTS: readonly AudioFault[] = [
  overheating,
  batterySwelling,
  selfDischarge,
  coilRub,
  coilShort,
  coilOpen,
  suspensionCreep,
  micClog,
  ancDrift,
  wifiFault,
  wifiCongestion,
  memoryLeak,
  crashLoop,
  badFirmware,
  dspUnderrun,
  firmwareUpdate,
  vacation,
  otherRoom,
];
