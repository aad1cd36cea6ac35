/**
 * Names of what leastwise writes and reads: the command line knows them before it loads what renders.
 */

export const FORMAT_NAMES = [
  'csv',
  'html',
  'identities-csv',
  'json',
  'markdown',
  'ocsf',
  'report',
  'sarif',
  'summary',
] as const;
export type FormatName = (typeof FORMAT_NAMES)[number];

export const CHECK_FORMAT_NAMES = ['human', 'json', 'markdown', 'sarif'] as const;
export type CheckFormatName = (typeof CHECK_FORMAT_NAMES)[number];

/** What trimmed policies are put into below `apply/`. */
export const EMIT_FORMATS = [
  'diff',
  'cli',
  'terraform',
  'terraform-json',
  'cloudformation',
  'cdk',
] as const;
export type EmitFormat = (typeof EMIT_FORMATS)[number];

export const SCHEMA_NAMES = ['baseline', 'check', 'config', 'plan', 'result', 'waivers'] as const;
export type SchemaName = (typeof SCHEMA_NAMES)[number];
