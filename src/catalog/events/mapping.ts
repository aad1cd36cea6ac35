/** What mapping one CloudTrail record says, and what it needs to know. */
import type { Action } from '../../model/action.js';
import type { UseKind } from '../../model/usage.js';
import type { Catalog } from '../catalog.js';

export type MappedAction = {
  readonly action: Action;
  readonly kind: UseKind;
  /** ARNs and ARN patterns that surely cover what was asked for; `undefined`: any resource. */
  readonly resources: readonly string[] | undefined;
};

/** Why a record says nothing about anybody's permissions. */
export type IgnoreRule =
  | 'aggregated-event'
  | 'console-sign-in'
  | 'insight-event'
  | 'no-permission-needed'
  | 'not-an-iam-call'
  | 'service-event'
  | 'unauthenticated';

export type EventMapping =
  | { readonly kind: 'mapped'; readonly actions: readonly MappedAction[] }
  | { readonly kind: 'ignored'; readonly rule: IgnoreRule }
  /** `service` is the IAM prefix when the source is known. */
  | { readonly kind: 'unmapped'; readonly service: string | undefined };

export type MappingContext = {
  readonly catalog: Catalog;
  /** ARNs of the roles in an instance profile; `undefined` when the profile is not known. */
  readonly rolesOfInstanceProfile: (nameOrArn: string) => readonly string[] | undefined;
};

const ignore = (rule: IgnoreRule): EventMapping => Object.freeze({ kind: 'ignored', rule });

/** One shared answer per rule. */
export const IGNORED: Readonly<Record<IgnoreRule, EventMapping>> = {
  'aggregated-event': ignore('aggregated-event'),
  'console-sign-in': ignore('console-sign-in'),
  'insight-event': ignore('insight-event'),
  'no-permission-needed': ignore('no-permission-needed'),
  'not-an-iam-call': ignore('not-an-iam-call'),
  'service-event': ignore('service-event'),
  unauthenticated: ignore('unauthenticated'),
};
