/** The options of an audit as a result tells them, and back: whoever checks a result asks the same. */
import { type AuditOptions, DEFAULT_OPTIONS } from './options.js';
import { SCOPE_RULES } from './recommendation.js';
import type { Result } from './result.js';

/** `keep remove=s3`: the default first, then exceptions. */
export function describeUnobservable({ unobservable }: AuditOptions): string {
  const exceptions = Object.entries(unobservable.byService)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([service, treatment]) => `${treatment}=${service}`);
  return [unobservable.default, ...exceptions].join(' ');
}

export function describePack({ pack }: AuditOptions): string {
  return pack.kind === 'lossless' ? 'lossless' : `budget=${pack.weight}`;
}

/** What does not decide proposals (earlier plans, exemptions) is as by default. */
export function optionsOfResult({ asOf, window, options }: Result): AuditOptions {
  const [, weight] = /^budget=(.+)$/.exec(options.pack) ?? [];
  return {
    ...DEFAULT_OPTIONS,
    asOf,
    windowDays: window.requestedDays,
    minWindowDays: window.minDays,
    graceDays: window.graceDays,
    unobservable: unobservableOf(options.unobservable),
    scope: options.scope,
    minUses: options.minUses,
    disabledRules: SCOPE_RULES.filter((rule) => options.disabledRules.includes(rule)),
    pack: weight === undefined ? { kind: 'lossless' } : { kind: 'budget', weight: Number(weight) },
    shared: options.shared,
    // Without such logs it decides nothing.
    selectedLogs: options.selectedLogs === 'complete' ? 'complete' : 'show-use-only',
    serviceSilence: options.serviceSilence,
    identities: options.identities,
    exclude: options.exclude,
  };
}

function unobservableOf(text: string): AuditOptions['unobservable'] {
  const treatment = (word: string | undefined) => (word === 'remove' ? 'remove' : 'keep');
  const [first, ...exceptions] = text.split(' ');
  return {
    default: treatment(first),
    byService: Object.fromEntries(
      exceptions.map((exception) => {
        const [word, service = ''] = exception.split('=');
        return [service, treatment(word)] as const;
      }),
    ),
  };
}
