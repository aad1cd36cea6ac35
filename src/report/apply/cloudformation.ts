/**
 * A proposal as a CloudFormation template of its resources: to be taken into the stack that keeps
 * them, or imported into one. Deleting the stack leaves the policies where they are.
 *
 * Sources: CloudFormation Template Reference, `AWS::IAM::ManagedPolicy`, `AWS::IAM::RolePolicy`,
 * `AWS::IAM::UserPolicy`, `AWS::IAM::GroupPolicy`; cfn-lint W3011 (both deletion policies). Outside of
 * `Fn::Sub`, `${aws:username}` is literal.
 */
import { Document, Scalar, visit } from 'yaml';
import { assertNever } from '../../model/brand.js';
import type { IdentityKind } from '../../model/identity.js';
import { describeOwner } from '../../model/standing.js';
import { plain, writtenOut } from '../escape.js';
import type { Change } from './change.js';
import type { PolicyEdit } from './policy-edit.js';

type CloudFormationResource = {
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
};

export const INLINE_TYPE: Readonly<Record<IdentityKind, string>> = {
  group: 'AWS::IAM::GroupPolicy',
  role: 'AWS::IAM::RolePolicy',
  user: 'AWS::IAM::UserPolicy',
};

const HOLDER_PROPERTY: Readonly<Record<IdentityKind, { name: string; list: string }>> = {
  group: { name: 'GroupName', list: 'Groups' },
  role: { name: 'RoleName', list: 'Roles' },
  user: { name: 'UserName', list: 'Users' },
};

export type CloudFormationPlan = {
  readonly resources: readonly CloudFormationResource[];
  /** What a template cannot say, for a person. */
  readonly notes: readonly string[];
};

export function cloudFormationPlan({ edits }: Change): CloudFormationPlan {
  const resources: CloudFormationResource[] = [];
  const notes: string[] = [];
  for (const edit of edits) {
    switch (edit.kind) {
      case 'inline-policy':
        if (edit.after === undefined) {
          notes.push(
            `Take inline policy ${edit.name} out of ${edit.holder.kind} ${edit.holder.name}.`,
          );
        } else resources.push(inlinePolicy(edit, edit.after));
        break;
      case 'managed-policy':
        resources.push(managedPolicy(edit.name, edit.path, edit.after, []));
        break;
      case 'new-policy':
        resources.push(managedPolicy(edit.name, edit.path, edit.document, holdersOf(edits, edit)));
        break;
      case 'control-policy':
        resources.push({
          type: 'AWS::Organizations::Policy',
          properties: {
            Name: edit.name,
            Type: 'SERVICE_CONTROL_POLICY',
            Content: edit.document,
            TargetIds: [edit.account],
          },
        });
        notes.push('A stack of the management account of the organization.');
        break;
      case 'trust-policy':
        resources.push({
          type: 'AWS::IAM::Role',
          properties: { RoleName: edit.role.name, AssumeRolePolicyDocument: edit.after },
        });
        notes.push(
          'Of the role only AssumeRolePolicyDocument is meant: leave its other properties.',
        );
        break;
      case 'boundary':
        notes.push(
          `Set PermissionsBoundary of ${edit.holder.kind} ${edit.holder.name} to ${edit.to} in the place of ${edit.from}.`,
        );
        break;
      case 'attach':
        break;
      case 'detach':
        notes.push(
          `Take ${edit.policyArn} out of the ManagedPolicyArns of ${edit.holder.kind} ${edit.holder.name}.`,
        );
        break;
      default:
        assertNever(edit);
    }
  }
  return { resources, notes };
}

function holdersOf(edits: readonly PolicyEdit[], { arn }: PolicyEdit & { kind: 'new-policy' }) {
  return edits.flatMap((edit) =>
    edit.kind === 'attach' && edit.policyArn === arn ? [edit.holder] : [],
  );
}

function inlinePolicy(
  { holder, name }: PolicyEdit & { kind: 'inline-policy' },
  document: unknown,
): CloudFormationResource {
  return {
    type: INLINE_TYPE[holder.kind],
    properties: {
      [HOLDER_PROPERTY[holder.kind].name]: holder.name,
      PolicyName: name,
      PolicyDocument: document,
    },
  };
}

function managedPolicy(
  name: string,
  path: string,
  document: unknown,
  holders: readonly { readonly kind: IdentityKind; readonly name: string }[],
): CloudFormationResource {
  const lists: Record<string, string[]> = {};
  for (const holder of holders) {
    const { list } = HOLDER_PROPERTY[holder.kind];
    lists[list] = [...(lists[list] ?? []), holder.name];
  }
  return {
    type: 'AWS::IAM::ManagedPolicy',
    properties: { ManagedPolicyName: name, Path: path, PolicyDocument: document, ...lists },
  };
}

/** Letters and digits, as logical ids must be. */
export function logicalIdOf({ slug }: Change, index: number, count: number): string {
  const words = slug.split('-').map((word) => word.slice(0, 1).toUpperCase() + word.slice(1));
  return `${words.join('')}${count === 1 ? '' : `V${index + 1}`}`;
}

/** @returns `undefined` when there is nothing that a template could hold */
export function renderCloudFormation(change: Change): string | undefined {
  const { resources, notes } = cloudFormationPlan(change);
  if (resources.length === 0) return undefined;
  const template = {
    AWSTemplateFormatVersion: '2010-09-09',
    Resources: Object.fromEntries(
      resources.map(({ type, properties }, index) => [
        logicalIdOf(change, index, resources.length),
        {
          Type: type,
          DeletionPolicy: 'Retain',
          UpdateReplacePolicy: 'Retain',
          Properties: properties,
        },
      ]),
    ),
  };
  const comments = [...change.heading, ...usage(change), ...notes];
  const head = comments.map((line) => `# ${plain(line)}`.trimEnd());
  return `${head.join('\n')}\n${yamlOf(template)}`;
}

/** CloudFormation reads YAML 1.1, where more words than one thinks are dates or booleans. */
function yamlOf(template: unknown): string {
  const document = new Document(template, { version: '1.1', aliasDuplicateObjects: false });
  // What cannot be seen is written out, which only text in double quotes can be.
  visit(document, {
    Scalar: (_, scalar) => {
      if (typeof scalar.value === 'string' && writtenOut(scalar.value) !== scalar.value) {
        scalar.type = Scalar.QUOTE_DOUBLE;
      }
    },
  });
  return writtenOut(document.toString({ lineWidth: 0 }));
}

function usage({ owners }: Change): readonly string[] {
  return owners.length > 0
    ? owners.map(
        (owner) => `Kept by ${describeOwner(owner)}: make the same change in its own template.`,
      )
    : [
        'Not kept in code so far: import it into a stack (change set of type IMPORT), or use another format.',
        'Needs CAPABILITY_NAMED_IAM.',
      ];
}
