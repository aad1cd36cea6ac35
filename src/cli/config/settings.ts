/**
 * What can be set, and from where: a flag, a `LEASTWISE_*` variable, `leastwise.yaml`. The names are
 * the flags' own: `--min-window`, `LEASTWISE_MIN_WINDOW`, `min-window:`.
 *
 * To add a setting: its flag on the command, its row here, its member in `model/config.ts`.
 */

export type Setting = {
  readonly name: string;
  /** `data`: what the file says, as it is; it has no variable. */
  readonly kind: 'data' | 'list' | 'switch' | 'text';
  readonly commands: readonly string[];
  /** What holds where nobody says anything, in words. */
  readonly fallback: string;
};

const QUESTIONS = ['audit', 'explain', 'who-can', 'config show'];
const AUDIT = ['audit', 'config show'];
const MARKS = ['audit', 'report', 'config show'];

export const SETTINGS: readonly Setting[] = [
  { name: 'as-of', kind: 'text', commands: QUESTIONS, fallback: 'the newest record' },
  { name: 'baseline', kind: 'text', commands: MARKS, fallback: 'none' },
  { name: 'complete-logs', kind: 'switch', commands: AUDIT, fallback: 'false' },
  { name: 'emit', kind: 'text', commands: AUDIT, fallback: 'all' },
  { name: 'exclude', kind: 'list', commands: AUDIT, fallback: 'none' },
  { name: 'exemptions', kind: 'data', commands: AUDIT, fallback: 'none' },
  { name: 'fail-on', kind: 'text', commands: MARKS, fallback: 'none' },
  { name: 'format', kind: 'list', commands: AUDIT, fallback: 'summary on stdout' },
  { name: 'grace', kind: 'text', commands: QUESTIONS, fallback: '7' },
  { name: 'identity', kind: 'list', commands: AUDIT, fallback: 'all' },
  { name: 'min-uses', kind: 'text', commands: AUDIT, fallback: '5' },
  { name: 'min-window', kind: 'text', commands: QUESTIONS, fallback: '90' },
  { name: 'out', kind: 'text', commands: AUDIT, fallback: 'leastwise-audit' },
  { name: 'pack', kind: 'text', commands: AUDIT, fallback: 'lossless' },
  { name: 'plan', kind: 'text', commands: AUDIT, fallback: 'the one in the out folder' },
  { name: 'quarantine-days', kind: 'text', commands: AUDIT, fallback: '30' },
  { name: 'redact', kind: 'switch', commands: MARKS, fallback: 'false' },
  { name: 'redact-key', kind: 'text', commands: MARKS, fallback: 'none' },
  { name: 'scope', kind: 'text', commands: AUDIT, fallback: 'resources' },
  { name: 'service-silence', kind: 'text', commands: AUDIT, fallback: 'on' },
  { name: 'shared', kind: 'text', commands: AUDIT, fallback: 'union' },
  { name: 'trails', kind: 'data', commands: AUDIT, fallback: 'none' },
  { name: 'unobservable', kind: 'list', commands: AUDIT, fallback: 'keep' },
  { name: 'waivers', kind: 'data', commands: MARKS, fallback: 'none' },
  { name: 'window', kind: 'text', commands: QUESTIONS, fallback: '90' },
  { name: 'without-rule', kind: 'list', commands: AUDIT, fallback: 'none' },
];

/** `LEASTWISE_MIN_WINDOW`. */
export function variableOf({ name }: Setting): string {
  return `LEASTWISE_${name.toUpperCase().replaceAll('-', '_')}`;
}

/** `minWindow`: how the parser of the command line calls it. */
export function optionOf({ name }: Setting): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

export function settingsOf(command: string): readonly Setting[] {
  return SETTINGS.filter(({ commands }) => commands.includes(command));
}
