/** What a user can ask of an audit; `DEFAULT_OPTIONS` is what the command line documents. */

import type { Exemption } from './follow-up.js';
import type { RevocationPlan } from './plan.js';
import type { ScopeRule } from './recommendation.js';
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
  /** How deep trimming goes. */
  readonly scope: 'actions' | 'resources';
  /**
   * Uses of an action that its resources are narrowed on, at least; and at most one in so many of
   * them may be on a resource that was seen once. By Turing's estimate the share of resources seen
   * once is the chance that the next use is on one never seen: with 5, at most 20 %.
   * Source: I. J. Good, "The population frequencies of species and the estimation of population
   * parameters", Biometrika 40 (1953).
   */
  readonly minUses: number;
  readonly disabledRules: readonly ScopeRule[];
  /** How many unused actions, weighted by risk, wildcards may match to save space. */
  readonly pack:
    | { readonly kind: 'lossless' }
    | { readonly kind: 'budget'; readonly weight: number };
  /** Policies that several hold: one for all of them, or one for each. */
  readonly shared: 'union' | 'split';
  /** Logs that are no trail files (look-ups, JSON lines): may their silence count? */
  readonly selectedLogs: 'show-use-only' | 'complete';
  /** May a service that last-accessed data shows silent make its actions `unused`? */
  readonly serviceSilence: 'on' | 'off';
  /** The revocation plan of an earlier audit, to be followed up. */
  readonly earlierPlan: RevocationPlan | undefined;
  /** How long a thing stays in quarantine before it is deleted, in days. */
  readonly quarantineDays: number;
  /** What is never proposed for revocation until its exemption ends. */
  readonly exemptions: readonly Exemption[];
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
  scope: 'resources',
  minUses: 5,
  disabledRules: [],
  pack: { kind: 'lossless' },
  shared: 'union',
  selectedLogs: 'show-use-only',
  serviceSilence: 'on',
  earlierPlan: undefined,
  quarantineDays: 30,
  exemptions: [],
  identities: [],
  exclude: [],
};
