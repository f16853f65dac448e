import { cursorIn, stepIn, type Listing } from './ui-list.ts';

export type FormField = 'mode' | 'device' | 'severity' | 'over';

/** The fault that somebody is about to inject. */
export interface InjectForm {
  readonly field: FormField;
  readonly device: string;
  /** What was typed to find the device. */
  readonly search: string;
  /** Empty: the first that the device can have. */
  readonly mode: string;
  /** Tenths, 1 ... 10, so that steps add up exactly. */
  readonly severityTenths: number;
  /** Index into `OVER_CHOICES_MS`. */
  readonly over: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Onset to failure, simulated time. */
export const OVER_CHOICES_MS: readonly number[] = [
  ...[10, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 30].map((n) => n * MINUTE),
  ...[1, 2, 6, 12].map((n) => n * HOUR),
  ...[1, 3, 7, 30, 90].map((n) => n * DAY),
];

/** Two minutes: worth watching. */
const OVER_DEFAULT = OVER_CHOICES_MS.indexOf(2 * MINUTE);

const FIELDS: readonly FormField[] = ['mode', 'device', 'severity', 'over'];

export function newForm(device: string): InjectForm {
  return { field: 'mode', device, search: '', mode: '', severityTenths: 10, over: OVER_DEFAULT };
}

export function nextField(form: InjectForm, step: 1 | -1): InjectForm {
  const at = (FIELDS.indexOf(form.field) + step + FIELDS.length) % FIELDS.length;
  return { ...form, field: FIELDS[at] ?? 'mode', search: '' };
}

/** What the fields choose among. */
export interface FormLists {
  /** Faults that the form's device can have. */
  readonly modes: Listing;
  readonly devices: Listing;
  /** First device whose name contains the text. */
  readonly findDevice: (text: string) => string | undefined;
}

/** Moves the field under the cursor; `step` counts downwards. */
export function changeField(form: InjectForm, step: number, lists: FormLists): InjectForm {
  switch (form.field) {
    case 'device':
      return { ...form, search: '', device: stepIn(lists.devices, form.device, step) };
    case 'severity':
      return { ...form, severityTenths: Math.max(1, Math.min(10, form.severityTenths - step)) };
    case 'over': {
      const over = Math.max(0, Math.min(OVER_CHOICES_MS.length - 1, form.over - step));
      return { ...form, over };
    }
    case 'mode':
    default:
      return { ...form, mode: stepIn(lists.modes, form.mode, step) };
  }
}

/** Text finds a device; letters that lead to none are not taken. */
export function typeInForm(form: InjectForm, text: string, lists: FormLists): InjectForm {
  if (form.field !== 'device') return form;
  const search = form.search + text;
  const device = lists.findDevice(search);
  return device === undefined ? form : { ...form, search, device };
}

export interface InjectWish {
  readonly device: string;
  readonly mode: string;
  readonly severity: number;
  readonly overMs: number;
}

/** Nothing where the device can have no fault. */
export function wishOf(form: InjectForm, { modes }: FormLists): InjectWish | undefined {
  const mode = modes.at(cursorIn(modes, form.mode));
  const overMs = OVER_CHOICES_MS[form.over];
  if (mode === undefined || overMs === undefined) return undefined;
  return { device: form.device, mode, severity: form.severityTenths / 10, overMs };
}
