/**
 * Are the calls of an action recorded as reads or as writes? A trail may record one of them only.
 *
 * A record's `readOnly` is the service's word, and the access level that IAM documents is another: KMS
 * records `Decrypt` and STS records `AssumeRole` as reads, and both are of the level Write. So the two
 * count only together with the name of the call; where they do not agree, it may be recorded as either.
 * So may an action that calls of both kinds use: copying an object reads it, in a write.
 *
 * Sources: CloudTrail User Guide, "CloudTrail record contents" (`readOnly`); KMS Developer Guide,
 * "Examples of AWS KMS log entries"; IAM User Guide, "Logging IAM and AWS STS API calls"; records of
 * public logs, in which these are all that differ.
 */
import { type Action, serviceOf } from '../model/action.js';
import { accessLevelOf, type Catalog } from './catalog.js';

/** `either`: some calls may be recorded as reads and others as writes. */
export type RecordedAs = 'read' | 'write' | 'either';

const READ =
  /^(Get|List|Describe|Head|BatchGet|BatchDescribe|Query|Scan|TransactGet|Select|Lookup)/i;
const WRITE =
  /^(Abort|Accept|Activate|Add|Allocate|Assign|Associate|Attach|Authorize|Batch(Create|Delete|Put|Update|Write)|Cancel|Change|Complete|Copy|Create|Deactivate|Delete|Deregister|Detach|Disable|Disassociate|Enable|Import|Initiate|Invite|Modify|Post|Publish|Put|Reboot|Register|Reject|Release|Remove|Replace|Reset|Restore|Revoke|Run|Send|Set|Start|Stop|Subscribe|Tag|Terminate|TransactWrite|Unsubscribe|Untag|Update|Upload)/;
/** Tokens are handed out in calls that some record as reads. */
const UNSETTLED: ReadonlySet<string> = new Set(['sts', 'signin', 'sso-oauth']);

/** @param events names of all calls that use the action; empty: the one of the same name */
export function recordedAs(catalog: Catalog, action: Action, events: Iterable<string>): RecordedAs {
  if (UNSETTLED.has(serviceOf(action))) return 'either';
  const names = [...events];
  const own = action.slice(action.indexOf(':') + 1);
  const all = names.length === 0 ? [own] : names;
  const level = accessLevelOf(catalog, action);
  if (level === 'List' || level === 'Read') {
    return all.every((name) => READ.test(name)) ? 'read' : 'either';
  }
  return all.every((name) => WRITE.test(name)) ? 'write' : 'either';
}
