import { stringify } from 'yaml';
import type { Template } from './cloudformation.ts';

/** The template as text; equal templates give equal bytes. */
export function renderTemplate(template: Template, format: 'yaml' | 'json'): string {
  if (format === 'json') return `${JSON.stringify(template, undefined, 2)}\n`;
  // CloudFormation reads YAML 1.1, in which bare dates are no texts, and takes no aliases (user guide,
  // "CloudFormation template formats").
  return stringify(template, { aliasDuplicateObjects: false, lineWidth: 100, version: '1.1' });
}
