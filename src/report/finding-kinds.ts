/** What each kind of finding means: for formats that describe their rules. */
import type { FindingKind } from '../model/finding.js';

export const FINDING_KINDS: Readonly<Record<FindingKind, string>> = {
  'allow-not-action': 'An Allow statement grants whatever its NotAction does not name',
  'dead-grant': 'An identity is granted actions that are blocked everywhere',
  'dead-statement': 'A statement of a policy changes nothing',
  'denied-only': 'Every logged call of an identity was denied',
  'empty-group': 'A group has no members',
  'expired-waiver': 'A waiver has ended, and what it covered counts again',
  'failed-verification': 'Log files or digests are not what CloudTrail wrote, or are missing',
  'for-all-values-allow': 'ForAllValues in an Allow statement also holds when the key is absent',
  'impossible-condition': 'A condition can never hold',
  'literal-wildcard': 'A star stands under an operator that takes it literally',
  'pointless-deny': 'A Deny statement denies nothing that is granted',
  'privilege-escalation': 'An identity can get more permissions than it was given',
  'stale-access-key': 'An access key was not used inside the window',
  'stale-role': 'A role was not used inside the window',
  'stale-user': 'A user was not active inside the window',
  'unattached-policy': 'A policy is attached to nothing',
  'unknown-action': 'A policy names actions that the action catalogue does not know',
  'unknown-condition-key': 'A policy names condition keys that no action has',
  'unsupported-resource': 'A policy names resources that none of its actions takes',
  'unused-permissions': 'An identity holds actions that it did not use although use would be seen',
  'waiver-without-effect': 'A waiver covers nothing',
  'weak-trust': 'Roles that more can take than should',
  'wildcard-pass-role': 'Any role may be passed',
};
