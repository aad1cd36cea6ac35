/** Flags of `audit` → the library's options; every mistake names the flag and says what it takes. */
import type { ExemptionEntry } from '../model/config.js';
import { EMIT_FORMATS, type EmitFormat, FORMAT_NAMES, type FormatName } from '../model/formats.js';
import { type AuditOptions, DEFAULT_OPTIONS } from '../model/options.js';
import { SCOPE_RULES } from '../model/recommendation.js';
import { SEVERITIES, type Severity } from '../model/severity.js';
import { type Instant, parseInstant } from '../model/time.js';
import { UserError } from '../model/user-error.js';
import { exemptionsOf, readExemptions, readPlan } from '../store/read-plan.js';

export type AuditFlags = {
  readonly asOf?: string;
  readonly plan?: string;
  readonly emit?: string;
  /** A file, or what `leastwise.yaml` lists. */
  readonly exemptions?: string | readonly ExemptionEntry[];
  readonly quarantineDays?: string;
  readonly window?: string;
  readonly minWindow?: string;
  readonly grace?: string;
  readonly unobservable?: readonly string[];
  readonly identity?: readonly string[];
  readonly exclude?: readonly string[];
  readonly completeLogs?: boolean;
  readonly serviceSilence?: string;
  readonly scope?: string;
  readonly minUses?: string;
  readonly withoutRule?: readonly string[];
  readonly pack?: string;
  readonly shared?: string;
};

/** Ten times CloudTrail's and IAM's longest memory. */
const MOST_DAYS = 4000;

export function auditOptions(flags: AuditFlags): AuditOptions {
  return {
    asOf: flags.asOf === undefined ? undefined : instant('--as-of', flags.asOf),
    windowDays: days('--window', flags.window, DEFAULT_OPTIONS.windowDays, 1),
    minWindowDays: days('--min-window', flags.minWindow, DEFAULT_OPTIONS.minWindowDays, 0),
    graceDays: days('--grace', flags.grace, DEFAULT_OPTIONS.graceDays, 0),
    unobservable: unobservable(flags.unobservable ?? []),
    scope: oneOf('--scope', flags.scope, ['actions', 'resources'], DEFAULT_OPTIONS.scope),
    minUses: minUses(flags.minUses),
    disabledRules: (flags.withoutRule ?? []).map((word) =>
      oneOf('--without-rule', word, SCOPE_RULES, undefined),
    ),
    pack: pack(flags.pack),
    shared: oneOf('--shared', flags.shared, ['union', 'split'], DEFAULT_OPTIONS.shared),
    selectedLogs: flags.completeLogs === true ? 'complete' : 'show-use-only',
    serviceSilence: onOff('--service-silence', flags.serviceSilence),
    earlierPlan: flags.plan === undefined ? undefined : readPlan(flags.plan),
    quarantineDays: days(
      '--quarantine-days',
      flags.quarantineDays,
      DEFAULT_OPTIONS.quarantineDays,
      0,
    ),
    exemptions: exemptions(flags.exemptions),
    identities: flags.identity ?? [],
    exclude: flags.exclude ?? [],
  };
}

function exemptions(given: AuditFlags['exemptions']): AuditOptions['exemptions'] {
  if (given === undefined) return [];
  return typeof given === 'string' ? readExemptions(given) : exemptionsOf('the settings', given);
}

function days(flag: string, text: string | undefined, fallback: number, least: number): number {
  if (text === undefined) return fallback;
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= MOST_DAYS) return value;
  throw new UserError(
    `${flag} takes a number of days, not \`${text}\``,
    `give a number from ${least} to ${MOST_DAYS}`,
  );
}

function onOff(flag: string, text: string | undefined): 'on' | 'off' {
  if (text === undefined) return DEFAULT_OPTIONS.serviceSilence;
  if (text === 'on' || text === 'off') return text;
  throw new UserError(`${flag} takes on or off, not \`${text}\``, `for example ${flag} off`);
}

function instant(flag: string, text: string): Instant {
  const value = parseInstant(text);
  if (value !== undefined) return value;
  throw new UserError(
    `${flag} takes an instant, not \`${text}\``,
    'give a date or an ISO 8601 instant in UTC, such as 2026-11-20 or 2026-11-20T18:00:00Z',
  );
}

function unobservable(words: readonly string[]): AuditOptions['unobservable'] {
  let fallback: 'keep' | 'remove' = DEFAULT_OPTIONS.unobservable.default;
  const byService = new Map<string, 'keep' | 'remove'>();
  for (const word of words) {
    const [, treatment, service] = /^(keep|remove)(?:=([a-z0-9-]+))?$/i.exec(word) ?? [];
    if (treatment === undefined) {
      throw new UserError(
        `--unobservable takes keep or remove, alone or for a service, not \`${word}\``,
        'for example --unobservable remove=s3',
      );
    }
    const chosen = treatment.toLowerCase() as 'keep' | 'remove';
    if (service === undefined) fallback = chosen;
    else byService.set(service.toLowerCase(), chosen);
  }
  return { default: fallback, byService: Object.fromEntries(byService) };
}

function oneOf<Name extends string>(
  flag: string,
  text: string | undefined,
  names: readonly Name[],
  fallback: Name | undefined,
): Name {
  const found = text === undefined ? fallback : names.find((name) => name === text);
  if (found !== undefined) return found;
  throw new UserError(`${flag} takes one name, not \`${text}\``, `give one of ${names.join(', ')}`);
}

/** More would never be seen, one would settle on a single use. */
const MOST_USES = 1_000_000;

function minUses(text: string | undefined): number {
  if (text === undefined) return DEFAULT_OPTIONS.minUses;
  const value = /^\d+$/.test(text) ? Number(text) : 0;
  if (value >= 1 && value <= MOST_USES) return value;
  throw new UserError(
    `--min-uses takes a count, not \`${text}\``,
    `give a whole number from 1 to ${MOST_USES}`,
  );
}

function pack(text: string | undefined): AuditOptions['pack'] {
  if (text === undefined) return DEFAULT_OPTIONS.pack;
  if (text === 'lossless') return { kind: 'lossless' };
  const [, weight] = /^budget=(\d{1,6})$/.exec(text) ?? [];
  if (weight !== undefined) return { kind: 'budget', weight: Number(weight) };
  throw new UserError(
    `--pack takes lossless or budget=N, not \`${text}\``,
    'N is how much risk unused actions may weigh that wildcards match: List 1, Read and Tagging 2, Write 4',
  );
}

/** @returns formats below `apply/`, in the order in which they are documented */
export function emitFormats(text: string | undefined): readonly EmitFormat[] {
  if (text === undefined || text === 'all') return EMIT_FORMATS;
  if (text === 'none') return [];
  const wanted = text.split(',').map((word) => word.trim());
  const unknown = wanted.find((word) => !EMIT_FORMATS.some((format) => format === word));
  if (unknown === undefined) return EMIT_FORMATS.filter((format) => wanted.includes(format));
  throw new UserError(
    `--emit takes formats, not \`${unknown}\``,
    `give some of ${EMIT_FORMATS.join(', ')} with commas between them, or none`,
  );
}

export function severity(text: string | undefined): Severity | undefined {
  if (text === undefined || text === 'none') return undefined;
  const found = SEVERITIES.find((one) => one === text);
  if (found !== undefined) return found;
  throw new UserError(
    `--fail-on takes a severity, not \`${text}\``,
    `give one of ${SEVERITIES.join(', ')} or none`,
  );
}

export type Output<Name extends string = FormatName> = {
  readonly format: Name;
  readonly file: string;
};

export function outputs(words: readonly string[]): readonly Output[] {
  return outputsAmong(words, FORMAT_NAMES);
}

/** `NAME`, `NAME=FILE` or `NAME=-`; without a file it goes to stdout. */
export function outputsAmong<Name extends string>(
  words: readonly string[],
  names: readonly Name[],
): readonly Output<Name>[] {
  const all = words.map((word) => {
    const at = word.indexOf('=');
    const format = names.find((name) => name === (at === -1 ? word : word.slice(0, at)));
    const file = at === -1 ? '-' : word.slice(at + 1);
    if (format === undefined || file === '') {
      throw new UserError(
        `--format takes NAME or NAME=FILE, not \`${word}\``,
        `names are ${names.join(', ')}; - is stdout`,
      );
    }
    return { format, file };
  });
  refuseSamePlace(all);
  return all;
}

/** Two texts in one place are none that a program can read. */
function refuseSamePlace(all: readonly Output<string>[]): void {
  const [second] = all.filter(({ file }, at) => all.findIndex((one) => one.file === file) < at);
  if (second === undefined) return;
  const first = all.find(({ file }) => file === second.file)?.format ?? '';
  const place = second.file === '-' ? 'stdout' : `\`${second.file}\``;
  throw new UserError(
    `--format takes one format for each place, not ${first} and ${second.format} for ${place}`,
    `give one of them a file of its own: --format ${second.format}=FILE`,
  );
}
