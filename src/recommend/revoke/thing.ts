/** Policies that nothing holds, and instance profiles that hold nothing: deleted, and made again. */
import { arnParts } from '../../model/arn.js';
import { iam } from '../../model/iam-command.js';
import type { ManagedPolicy } from '../../model/identity.js';
import type { InstanceProfile } from '../../model/surroundings.js';
import { toJson } from '../../policy/print-policy.js';
import { type Details, documentWords, inputWords } from './words.js';

/** Authorization details do not hold the tags of a policy. */
const TAGS_OF_POLICY = 'Policy | {PolicyArn: Arn, Tags: Tags || `[]`}';

export function revokePolicy(policy: ManagedPolicy): Details {
  const arn = ['--policy-arn', policy.arn] as const;
  return {
    dependants: [],
    ownerHints: [`path ${policy.path}`],
    backup: {
      document: policy.document === undefined ? undefined : toJson(policy.document),
      otherVersions: policy.otherVersions.map((version) => ({
        versionId: version.versionId,
        document: toJson(version.document),
      })),
    },
    stages: [
      {
        stage: 'delete',
        why: 'nothing holds it; made again, its versions have other numbers',
        commands: [
          {
            ...iam('get-policy', ...arn, '--query', TAGS_OF_POLICY, '--output', 'json'),
            writes: `policy-${policy.name}.json`,
          },
          ...policy.otherVersions.map(({ versionId }) =>
            iam('delete-policy-version', ...arn, '--version-id', versionId),
          ),
          iam('delete-policy', ...arn),
        ],
        undo:
          policy.document === undefined
            ? []
            : [
                iam(
                  'create-policy',
                  '--policy-name',
                  policy.name,
                  '--path',
                  policy.path,
                  ...descriptionWords(policy),
                  ...documentWords(policy.document),
                ),
                ...policy.otherVersions.map(({ document }) =>
                  iam('create-policy-version', ...arn, ...documentWords(document)),
                ),
                {
                  words: ['aws', 'iam', 'tag-policy', ...inputWords(`policy-${policy.name}.json`)],
                  reads: `policy-${policy.name}.json`,
                },
              ],
      },
    ],
  };
}

/** The AWS CLI would read one that looks like an address from there. */
function descriptionWords({ description }: ManagedPolicy): readonly string[] {
  return description === undefined || /^(?:file|fileb|https?):/i.test(description)
    ? []
    : ['--description', description];
}

export function revokeInstanceProfile({ arn, name }: InstanceProfile): Details {
  const { resource = '' } = arnParts(arn) ?? {};
  const path = resource.slice(resource.indexOf('/'), resource.lastIndexOf('/') + 1);
  const profile = ['--instance-profile-name', name] as const;
  return {
    dependants: [],
    ownerHints: path === '/' ? [] : [`path ${path}`],
    backup: { arn, name, path },
    stages: [
      {
        stage: 'delete',
        why: 'it holds no role; one made again has a new unique id, and its tags do not come back',
        guard: iam(
          'get-instance-profile',
          ...profile,
          '--query',
          "(length(InstanceProfile.Roles) == `0` && 'as-read') || 'changed'",
          '--output',
          'text',
        ),
        commands: [iam('delete-instance-profile', ...profile)],
        undo: [iam('create-instance-profile', ...profile, '--path', path)],
      },
    ],
  };
}
