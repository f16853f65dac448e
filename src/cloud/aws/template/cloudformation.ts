/** A value as a template carries it: JSON in which objects of one key may be intrinsic functions. */
export type Value =
  | string
  | number
  | boolean
  | readonly Value[]
  | { readonly [name: string]: Value };

export interface Resource {
  readonly Type: string;
  /** What becomes of it when the stack is deleted, and when an update would replace it. */
  readonly DeletionPolicy?: 'Delete' | 'Retain';
  readonly UpdateReplacePolicy?: 'Delete' | 'Retain';
  /** Logical ids of what must stand before it. */
  readonly DependsOn?: readonly string[];
  readonly Properties: { readonly [name: string]: Value };
}

export type Resources = Readonly<Record<string, Resource>>;

interface Parameter {
  readonly Type: 'String';
  readonly Description: string;
  readonly Default?: string;
  readonly AllowedPattern?: string;
}

interface Output {
  readonly Description: string;
  readonly Value: Value;
}

/** A template (CloudFormation user guide, "Template sections"). */
export interface Template {
  readonly AWSTemplateFormatVersion: '2010-09-09';
  readonly Description: string;
  readonly Parameters: Readonly<Record<string, Parameter>>;
  readonly Resources: Resources;
  readonly Outputs: Readonly<Record<string, Output>>;
}

/** Name, URL or ARN of a resource or the value of a parameter, as its type has it. */
export function ref(id: string): Value {
  return { Ref: id };
}

export function arnOf(id: string): Value {
  return { 'Fn::GetAtt': [id, 'Arn'] };
}

/** A text with `${…}` for CloudFormation to fill in. */
export function sub(text: string): Value {
  return { 'Fn::Sub': text };
}
