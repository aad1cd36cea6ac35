/** What a user can ask of an audit; `DEFAULT_OPTIONS` is what the command line documents. */
import type { Instant } from './time.js';

export type AuditOptions = {
  /** The moment the audit speaks for; `undefined`: the newest record read. */
  readonly asOf: Instant | undefined;
  /** How far back usage counts, in days. */
  readonly windowDays: number;
  /** Gap-free coverage needed before anything is called `unused`, in days. */
  readonly minWindowDays: number;
  /** Age that identities, grants and keys must have beyond the minimum window, in days. */
  readonly graceDays: number;
  /** What trimming does with permissions that no source can show, and exceptions by service prefix. */
  readonly unobservable: {
    readonly default: 'keep' | 'remove';
    readonly byService: Readonly<Record<string, 'keep' | 'remove'>>;
  };
  /** Logs that are no trail files (look-ups, JSON lines): may their silence count? */
  readonly selectedLogs: 'show-use-only' | 'complete';
  /** Globs over identity names and ARNs. Empty: all. */
  readonly identities: readonly string[];
  readonly exclude: readonly string[];
};

export const DEFAULT_OPTIONS: AuditOptions = {
  asOf: undefined,
  windowDays: 90,
  minWindowDays: 90,
  graceDays: 7,
  unobservable: { default: 'keep', byService: {} },
  selectedLogs: 'show-use-only',
  identities: [],
  exclude: [],
};
