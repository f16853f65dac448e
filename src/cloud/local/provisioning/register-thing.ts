import { createHash } from 'node:crypto';
import { invalidRequest } from '../identity/faults.ts';
import type { IdentityRegistry } from '../identity/identity-registry.ts';
import { compilePolicy } from '../identity/policy.ts';
import { NAME } from '../identity/table.ts';
import { AwsFault } from '../service.ts';
import type { PolicyResource, ProvisioningTemplate, ThingResource } from './template.ts';
import { evaluate, evaluateText, type TemplateScope } from './template-values.ts';

export interface RegisterThingRequest {
  readonly template: ProvisioningTemplate;
  /** The certificate that somebody has proved to own. */
  readonly certificateId: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export interface RegisteredThing {
  readonly thingName: string | undefined;
  readonly deviceConfiguration: object;
}

/**
 * Makes and links what a template describes. Everything is evaluated and checked before anything is
 * changed, so that a request which is refused leaves nothing behind. An existing thing stays as it is
 * unless `OverrideSettings` say otherwise.
 * @throws AwsFault InvalidRequestException, ResourceNotFoundException, ResourceConflictsException
 */
export function registerThing(
  registry: IdentityRegistry,
  request: RegisterThingRequest,
): RegisteredThing {
  const { template, certificateId } = request;
  const scope = scopeOf(request);
  const { CertificateId, Status = 'ACTIVE' } = template.certificate.Properties;
  const status = evaluateText(Status, scope).toUpperCase();
  if (evaluateText(CertificateId, scope) !== certificateId) {
    throw invalidRequest("The template's CertificateId has to be AWS::IoT::Certificate::Id.");
  }
  if (status !== 'ACTIVE' && status !== 'INACTIVE') {
    throw invalidRequest(`A certificate's status must be ACTIVE or INACTIVE, got ${status}.`);
  }
  const thing = template.thing && plannedThing(registry, template.thing, scope);
  const policies = template.policies.map((each) => plannedPolicy(registry, each, scope));
  const deviceConfiguration = evaluate(template.deviceConfiguration, scope) as object;
  const { certificates, things } = registry;
  certificates.get(certificateId);
  for (const { name, document } of policies) {
    if (document !== undefined && registry.policies.find(name) === undefined) {
      registry.policies.create(name, document);
    }
    certificates.attachPolicy(certificateId, name);
  }
  if (thing !== undefined) {
    things.put(thing);
    things.attach(thing.name, certificateId);
  }
  certificates.setStatus(certificateId, status);
  return { thingName: thing?.name, deviceConfiguration };
}

/** Parameters as given, else their defaults, and the pseudo parameter of the certificate. */
function scopeOf({ template, certificateId, parameters }: RegisterThingRequest): TemplateScope {
  const values = new Map([['AWS::IoT::Certificate::Id', certificateId]]);
  for (const [name, { default: fallback }] of Object.entries(template.parameters)) {
    const value = Object.hasOwn(parameters, name) ? parameters[name] : fallback;
    if (value !== undefined) values.set(name, value);
  }
  return { parameters: values, mappings: template.mappings };
}

interface PlannedThing {
  readonly name: string;
  readonly type?: string | undefined;
  readonly attributes: Readonly<Record<string, string>>;
  readonly groups: readonly string[];
}

function plannedThing(
  registry: IdentityRegistry,
  { Properties, OverrideSettings: settings = {} }: ThingResource,
  scope: TemplateScope,
): PlannedThing {
  const name = evaluateText(Properties.ThingName, scope);
  if (!NAME.test(name)) throw invalidRequest(`Thing name ${name} must match ${NAME.source}.`);
  const { ThingTypeName, ThingGroups = [], AttributePayload = {} } = Properties;
  const type = ThingTypeName === undefined ? undefined : evaluateText(ThingTypeName, scope);
  const groups = ThingGroups.map((each) => evaluateText(each, scope));
  const attributes = Object.fromEntries(
    Object.entries(AttributePayload).map(([key, each]) => [key, evaluateText(each, scope)]),
  );
  if (type !== undefined && registry.thingTypes.find(type) === undefined) {
    throw new AwsFault('ResourceNotFoundException', `Thing type ${type} does not exist.`, 404);
  }
  for (const group of groups) registry.thingGroups.get(group);
  const existing = registry.things.find(name);
  if (existing === undefined) return { name, type, groups, attributes };
  return {
    name,
    type: overridden(settings.ThingTypeName, [existing.type, type], (_, wanted) => wanted),
    groups: overridden(settings.ThingGroups, [existing.groups, groups], (old, wanted) => [
      ...new Set([...old, ...wanted]),
    ]),
    attributes: overridden(
      settings.AttributePayload,
      [existing.attributes, attributes],
      (old, wanted) => ({ ...old, ...wanted }),
    ),
  };
}

type Override = 'DO_NOTHING' | 'REPLACE' | 'FAIL' | 'MERGE' | undefined;

function overridden<T>(
  how: Override,
  [existing, wanted]: readonly [T, T],
  merge: (existing: T, wanted: T) => T,
): T {
  if (how === 'FAIL') {
    throw new AwsFault('ResourceConflictsException', 'The thing exists already.', 409);
  }
  if (how === 'REPLACE') return wanted;
  return how === 'MERGE' ? merge(existing, wanted) : existing;
}

interface PlannedPolicy {
  readonly name: string;
  readonly document?: string;
}

/** A document without a name is called by its hash, as on AWS. */
function plannedPolicy(
  registry: IdentityRegistry,
  { Properties }: PolicyResource,
  scope: TemplateScope,
): PlannedPolicy {
  if ('PolicyName' in Properties) {
    return { name: registry.policies.get(evaluateText(Properties.PolicyName, scope)).name };
  }
  const value = evaluate(Properties.PolicyDocument, scope);
  const document = typeof value === 'string' ? value : JSON.stringify(value);
  compilePolicy(document);
  return { name: createHash('sha256').update(document).digest('hex'), document };
}
