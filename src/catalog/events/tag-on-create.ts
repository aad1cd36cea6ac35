/**
 * Tagging while creating: a second permission, checked only when the request carries tags.
 *
 * Source: IAM User Guide, "Controlling access during AWS requests"; Service Authorization Reference,
 * access level "Tagging".
 */
import type { Action } from '../../model/action.js';
import { accessLevelOf, type Catalog, findAction } from '../catalog.js';
import { type Condition, compileCondition } from './condition.js';

/** Where the tags of a request stand, whatever the service. EC2's newer wrappers end in `Request`. */
const CARRIES_TAGS =
  'tags,tag,tagSet,tagList,tagsList,tagSpecificationSet,tagSpecification,tagSpecifications,' +
  'attributes.tags,{}.tagSpecification,{}.tags,{}.tagSpecifications';

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

export type TagRule = { readonly action: Action; readonly when: Condition };

/** Shared by all plans: it does not depend on the operation. */
const whenTagged = compileCondition(CARRIES_TAGS);

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
  return action === undefined || action === primary ? undefined : { action, when: whenTagged };
}

function mayTag(catalog: Catalog, primary: Action): boolean {
  const level = accessLevelOf(catalog, primary);
  return level === 'Write' || level === 'Permissions management';
}
