/**
 * A proposal as a snippet for a CDK stack, with the constructs that mirror CloudFormation one to one:
 * `PolicyDocument.fromJson` would write the policy anew.
 *
 * Source: AWS CDK API reference, `aws-cdk-lib/aws-iam`, `CfnManagedPolicy`, `CfnRolePolicy`.
 */
import { plain, visibleJson } from '../escape.js';
import type { Change } from './change.js';
import { cloudFormationPlan, logicalIdOf } from './cloudformation.js';

const INDENT = '    ';

/** @returns `undefined` when there is nothing that a stack could hold */
export function renderCdk(change: Change): string | undefined {
  const { resources, notes } = cloudFormationPlan(change);
  if (resources.length === 0) return undefined;
  const comments = [...change.heading, ...notes].map((line) => `// ${plain(line)}`.trimEnd());
  const constructs = resources.map(({ type, properties }, index) => {
    const id = logicalIdOf(change, index, resources.length);
    const construct = `${libraryOf(type)}.Cfn${type.slice(type.lastIndexOf(':') + 1)}`;
    return `${INDENT}new ${construct}(this, ${literal(id)}, ${object(properties)}).applyRemovalPolicy(RemovalPolicy.RETAIN);`;
  });
  const name = logicalIdOf(change, 0, 1);
  const libraries = [...new Set(resources.map(({ type }) => libraryOf(type)))].sort();
  return `${[
    ...comments,
    `import { RemovalPolicy, Stack, type StackProps, ${libraries.map((one) => `aws_${one} as ${one}`).join(', ')} } from 'aws-cdk-lib';`,
    "import type { Construct } from 'constructs';",
    '',
    `export class ${name}Stack extends Stack {`,
    '  constructor(scope: Construct, id: string, props?: StackProps) {',
    '    super(scope, id, props);',
    ...constructs,
    '  }',
    '}',
  ].join('\n')}\n`;
}

/** `iam` of `AWS::IAM::RolePolicy` */
function libraryOf(type: string): string {
  return (type.split('::')[1] ?? '').toLowerCase();
}

/** Properties of constructs begin with a small letter; what is in a policy stays as it is. */
function object(properties: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(properties).map(
    ([key, value]) =>
      `${INDENT}  ${key.slice(0, 1).toLowerCase()}${key.slice(1)}: ${literal(value).replaceAll('\n', `\n${INDENT}  `)},`,
  );
  return `{\n${entries.join('\n')}\n${INDENT}}`;
}

/** JSON is JavaScript, but for `__proto__`, which no policy has. */
function literal(value: unknown): string {
  return visibleJson(value).replaceAll('</', '<\\/');
}
