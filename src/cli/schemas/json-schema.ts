/** A JSON Schema, draft 2020-12, or a part of one. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The dialect that editors and validators read in `$schema`. */
export const DIALECT = 'https://json-schema.org/draft/2020-12/schema';
