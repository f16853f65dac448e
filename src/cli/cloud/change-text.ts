import type { ChangeRow } from '../../cloud/aws/deploy/change-set.ts';
import type { PropertyChange } from '../../cloud/aws/deploy/compare-templates.ts';
import type { Style } from '../style.ts';
import { alignColumns } from '../table.ts';

/** Longest value shown whole; templates hold code of rules and dashboards. */
const VALUE_MAX = 60;

/** What CloudFormation is about to do, a resource a line, with the properties that we know of. */
export function changesText(
  rows: readonly ChangeRow[],
  properties: readonly PropertyChange[],
  style: Style,
): readonly string[] {
  const [head = '', ...lines] = alignColumns([
    ['ACTION', 'RESOURCE', 'TYPE', 'REPLACED'],
    ...rows.map(({ action, logicalId, type, replacement }) => [
      action,
      logicalId,
      type,
      REPLACED[replacement],
    ]),
  ]);
  return [
    style.dim(head),
    ...rows.flatMap(({ action, logicalId }, at) => [
      actionMark(action, style)(lines[at] ?? ''),
      ...(action === 'Modify' ? properties : [])
        .filter(({ part }) => part === logicalId)
        .map((change) => `    ${propertyText(change, style)}`),
    ]),
  ];
}

const REPLACED: Readonly<Record<ChangeRow['replacement'], string>> = {
  True: 'yes',
  Conditional: 'perhaps',
  False: 'no',
  '': '',
};

function actionMark(action: string, style: Style): (text: string) => string {
  if (action === 'Add') return style.green;
  return action === 'Remove' ? style.red : style.yellow;
}

/** What differs, by the part that it is in. */
export function differencesText(
  changes: readonly PropertyChange[],
  style: Style,
): readonly string[] {
  const parts = [...new Set(changes.map(({ part }) => part))];
  return parts.flatMap((part) => {
    const own = changes.filter((change) => change.part === part);
    const type = own[0]?.type ?? '';
    return [
      style.bold(part) + (type === '' ? '' : style.dim(` ${type}`)),
      ...own.map((change) => `    ${propertyText(change, style)}`),
    ];
  });
}

function propertyText({ path, before, after }: PropertyChange, style: Style): string {
  const name = path.length === 0 ? '' : `${path.join('.')}: `;
  if (before === undefined) return style.green(`+ ${name}${valueText(after)}`);
  if (after === undefined) return style.red(`- ${name}${valueText(before)}`);
  return style.yellow(`~ ${name}${valueText(before)} → ${valueText(after)}`);
}

function valueText(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > VALUE_MAX ? `${text.slice(0, VALUE_MAX - 1)}…` : text;
}
