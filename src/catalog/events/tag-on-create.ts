/**
 * Tagging while creating: a second permission, checked only when the request carries tags.
 *
 * Source: IAM User Guide, "Controlling access during AWS requests"; Service Authorization Reference,
 * access level "Tagging".
 */
import type { Action } from '../../model/action.js';
import type { TrailEvent } from '../../model/trail-event.js';
import { accessLevelOf, type Catalog, findAction } from '../catalog.js';

/** Members that hold the tags of a request, in lower case; EC2 and API Gateway wrap them once. */
export const TAG_MEMBERS: ReadonlySet<string> = new Set([
  'tag',
  'taglist',
  'tags',
  'tagset',
  'tagslist',
  'tagspecification',
  'tagspecifications',
  'tagspecificationset',
]);

/** Calls that create nothing carry no tags, whatever the request says. */
const CREATES_NOTHING = /^(?:delete|deregister|detach|disassociate|remove|stop|terminate|untag)/i;

/** Tagging actions of services that do not call theirs `TagResource`; per event where they differ. */
export const TAGGING_ACTIONS: Readonly<Record<string, string | Readonly<Record<string, string>>>> =
  {
    autoscaling: 'CreateOrUpdateTags',
    cloudtrail: 'AddTags',
    ec2: 'CreateTags',
    elasticloadbalancing: 'AddTags',
    elasticmapreduce: 'AddTags',
    firehose: 'TagDeliveryStream',
    iam: {
      CreateInstanceProfile: 'TagInstanceProfile',
      CreateOpenIDConnectProvider: 'TagOpenIDConnectProvider',
      CreatePolicy: 'TagPolicy',
      CreateRole: 'TagRole',
      CreateSAMLProvider: 'TagSAMLProvider',
      CreateUser: 'TagUser',
      CreateVirtualMFADevice: 'TagMFADevice',
      UploadServerCertificate: 'TagServerCertificate',
    },
    kinesis: 'AddTagsToStream',
    rds: 'AddTagsToResource',
    redshift: 'CreateTags',
    route53: 'ChangeTagsForResource',
    sagemaker: 'AddTags',
    sqs: 'TagQueue',
    ssm: 'AddTagsToResource',
  };

export type TagRule = {
  readonly action: Action;
  readonly mayApply: (event: TrailEvent) => boolean;
};

/** A request that is not in the record may have carried tags. */
function mayCarryTags({ requestParameters }: TrailEvent): boolean {
  return requestParameters === undefined || holdsTags(requestParameters, 1);
}

function holdsTags(members: object, deeper: number): boolean {
  for (const [name, value] of Object.entries(members)) {
    if (typeof value !== 'object' || value === null) continue;
    if (TAG_MEMBERS.has(name.toLowerCase()) && Object.keys(value).length > 0) return true;
    if (deeper > 0 && !Array.isArray(value) && holdsTags(value, deeper - 1)) return true;
  }
  return false;
}

/** `undefined` for reads, for tagging itself, and where the service has no such action. */
export function tagRule(
  catalog: Catalog,
  prefix: string,
  primary: Action | undefined,
): TagRule | undefined {
  if (primary === undefined || !mayTag(catalog, primary)) return undefined;
  const row = Object.hasOwn(TAGGING_ACTIONS, prefix) ? TAGGING_ACTIONS[prefix] : 'TagResource';
  const operation = primary.slice(primary.indexOf(':') + 1);
  const name = typeof row === 'object' ? row[operation] : row;
  const action = name === undefined ? undefined : findAction(catalog, `${prefix}:${name}`);
  return action === undefined || action === primary
    ? undefined
    : { action, mayApply: mayCarryTags };
}

function mayTag(catalog: Catalog, primary: Action): boolean {
  if (CREATES_NOTHING.test(primary.slice(primary.indexOf(':') + 1))) return false;
  const level = accessLevelOf(catalog, primary);
  return level === 'Write' || level === 'Permissions management';
}
