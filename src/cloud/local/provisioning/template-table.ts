import { join } from 'node:path';
import { z } from 'zod';
import { openDurableMap } from '../durable-map.ts';
import { alreadyExists, invalidRequest, notFound } from '../identity/faults.ts';
import type { TableOptions } from '../identity/table.ts';
import { parseTemplate, type ProvisioningTemplate } from './template.ts';

const templateRecord = z.strictObject({
  name: z.string(),
  description: z.string().optional(),
  body: z.string(),
  enabled: z.boolean(),
  roleArn: z.string(),
  type: z.enum(['FLEET_PROVISIONING', 'JITP']),
  /** ms since the epoch. */
  createdAt: z.number(),
  modifiedAt: z.number(),
});
export type TemplateRecord = z.infer<typeof templateRecord>;
type NewTemplate = Omit<TemplateRecord, 'createdAt' | 'modifiedAt'>;
type TemplateChange = Partial<Pick<TemplateRecord, 'description' | 'enabled' | 'roleArn'>>;

/** Provisioning templates; each has one version, its first. */
export interface TemplateTable {
  /** @throws AwsFault ResourceAlreadyExistsException, InvalidRequestException */
  create(template: NewTemplate): TemplateRecord;
  /** @throws AwsFault ResourceNotFoundException */
  get(name: string): TemplateRecord;
  /** The body ready for use. */
  compiled(name: string): ProvisioningTemplate;
  list(): readonly TemplateRecord[];
  update(name: string, change: TemplateChange): void;
  delete(name: string): void;
  close(): void;
}

/** API reference, CreateProvisioningTemplate: pattern of templateName, and the size of a body. */
const TEMPLATE_NAME = /^[0-9A-Za-z_-]{1,36}$/u;
const BODY_CHARACTERS_MAX = 10_240;

export function openTemplateTable({ folder, log, now }: TableOptions): TemplateTable {
  const path = join(folder, 'provisioning-templates.ndjson');
  const templates = openDurableMap({ path, schema: templateRecord, log });
  const get = (name: string): TemplateRecord => {
    const found = templates.get(name);
    if (found === undefined) throw notFound(`Provisioning template ${name} does not exist.`);
    return found;
  };
  return {
    create(wanted) {
      const { name, body } = wanted;
      if (!TEMPLATE_NAME.test(name)) {
        throw invalidRequest(`Template name ${name} must match ${TEMPLATE_NAME.source}.`);
      }
      if (body.length > BODY_CHARACTERS_MAX) {
        throw invalidRequest(`The template body has more than ${BODY_CHARACTERS_MAX} characters.`);
      }
      if (templates.get(name) !== undefined) {
        throw alreadyExists(`Provisioning template ${name} already exists.`);
      }
      parseTemplate(body);
      const record = { ...wanted, createdAt: now(), modifiedAt: now() };
      templates.set(name, record);
      return record;
    },
    get,
    compiled: (name) => parseTemplate(get(name).body),
    list: () => [...templates.entries()].map(([, record]) => record),
    update: (name, change) => templates.set(name, { ...get(name), ...change, modifiedAt: now() }),
    delete: (name) => templates.delete(get(name).name),
    close: () => templates.close(),
  };
}
