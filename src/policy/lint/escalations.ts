/**
 * Combinations of actions with which an identity can get permissions that it was not given.
 *
 * Sources, by letter:
 *   R  Rhino Security Labs, "AWS IAM Privilege Escalation – Methods and Mitigation", parts 1 and 2,
 *      and their repository "AWS-IAM-Privilege-Escalation" (28 methods)
 *   B  Bishop Fox, "IAM Vulnerable – An AWS IAM Privilege Escalation Playground" (31 paths)
 *   H  hackingthe.cloud, "AWS IAM Privilege Escalation Techniques"
 */

export type Escalation = {
  /** All are needed. */
  readonly actions: readonly string[];
  readonly how: string;
  readonly sources: string;
};

const PASS = 'iam:PassRole';

/** By the first action, then the second. */
export const ESCALATIONS: readonly Escalation[] = [
  row('R 21, B, H', 'run a stack with a role', PASS, 'cloudformation:CreateStack'),
  row('B', 'run a build with a role', PASS, 'codebuild:CreateProject', 'codebuild:StartBuild'),
  row(
    'R 22, B, H',
    'run a pipeline with a role',
    PASS,
    'datapipeline:CreatePipeline',
    'datapipeline:PutPipelineDefinition',
  ),
  row('R 3, B, H', 'start a server with a role', PASS, 'ec2:RunInstances'),
  row('R 19, B, H', 'log in to a Glue endpoint with a role', PASS, 'glue:CreateDevEndpoint'),
  row('H', 'run a Glue job with a role', PASS, 'glue:CreateJob', 'glue:StartJobRun'),
  row('H', 'run a changed Glue job with a role', PASS, 'glue:UpdateJob', 'glue:StartJobRun'),
  row(
    'R 16, H',
    'run a function with a role, called from another account',
    PASS,
    'lambda:CreateFunction',
    'lambda:AddPermission',
  ),
  row(
    'R 17, B, H',
    'run a function with a role, triggered by a stream',
    PASS,
    'lambda:CreateFunction',
    'lambda:CreateEventSourceMapping',
  ),
  row(
    'R 15, B, H',
    'run a function with a role',
    PASS,
    'lambda:CreateFunction',
    'lambda:InvokeFunction',
  ),
  row(
    'R 27, B',
    'open a notebook with a role',
    PASS,
    'sagemaker:CreateNotebookInstance',
    'sagemaker:CreatePresignedNotebookInstanceUrl',
  ),
  row('B', 'run a processing job with a role', PASS, 'sagemaker:CreateProcessingJob'),
  row('B', 'run a training job with a role', PASS, 'sagemaker:CreateTrainingJob'),
  row('B', 'change what a stack does with its role', 'cloudformation:UpdateStack'),
  row('R 20, B, H', 'put a key on a Glue endpoint with a role', 'glue:UpdateDevEndpoint'),
  row('R 13, B, H', 'join a group', 'iam:AddUserToGroup'),
  row('R 8, B, H', 'attach a policy to a group', 'iam:AttachGroupPolicy'),
  row('R 9, B, H', 'attach a policy to a role', 'iam:AttachRolePolicy'),
  row('R 7, B, H', 'attach a policy to a user', 'iam:AttachUserPolicy'),
  row('R 4, B, H', 'make access keys of others', 'iam:CreateAccessKey'),
  row('R 5, B, H', 'give others a password', 'iam:CreateLoginProfile'),
  row('R 1, B, H', 'write a new version of a policy', 'iam:CreatePolicyVersion'),
  row('H', 'take the boundary off a role', 'iam:DeleteRolePermissionsBoundary'),
  row('H', 'take the boundary off a user', 'iam:DeleteUserPermissionsBoundary'),
  row('R 11, B, H', 'write an inline policy of a group', 'iam:PutGroupPolicy'),
  row('R 12, B, H', 'write an inline policy of a role', 'iam:PutRolePolicy'),
  row('R 10, B, H', 'write an inline policy of a user', 'iam:PutUserPolicy'),
  row('R 2, B, H', 'go back to an older version of a policy', 'iam:SetDefaultPolicyVersion'),
  row('R 14, B, H', 'let oneself take any role', 'iam:UpdateAssumeRolePolicy', 'sts:AssumeRole'),
  row('R 6, B, H', 'change the password of others', 'iam:UpdateLoginProfile'),
  row('R 18, B, H', 'change the code of a function with a role', 'lambda:UpdateFunctionCode'),
  row('R 26, H', 'put a layer into a function with a role', 'lambda:UpdateFunctionConfiguration'),
  row(
    'R 28, B',
    'open the notebook of others with its role',
    'sagemaker:CreatePresignedNotebookInstanceUrl',
  ),
  row('B', 'run commands on servers with roles', 'ssm:SendCommand'),
  row('B', 'log in to servers with roles', 'ssm:StartSession'),
];

function row(sources: string, how: string, ...actions: readonly string[]): Escalation {
  return { sources, how, actions };
}
