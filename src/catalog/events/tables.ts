/** All event tables, by IAM prefix. */
import type { EventTable } from './event-table.js';
import { ACCESS_ANALYZER_EVENTS } from './services/access-analyzer.js';
import { APIGATEWAY_EVENTS } from './services/apigateway.js';
import { ATHENA_EVENTS } from './services/athena.js';
import { AUTOSCALING_EVENTS } from './services/autoscaling.js';
import { BEDROCK_EVENTS } from './services/bedrock.js';
import { BUDGETS_EVENTS } from './services/budgets.js';
import { CASSANDRA_EVENTS } from './services/cassandra.js';
import { CLOUDFORMATION_EVENTS } from './services/cloudformation.js';
import { CLOUDTRAIL_EVENTS } from './services/cloudtrail.js';
import { CLOUDWATCH_EVENTS } from './services/cloudwatch.js';
import { DYNAMODB_EVENTS } from './services/dynamodb.js';
import { EC2_EVENTS } from './services/ec2.js';
import { ECR_EVENTS } from './services/ecr.js';
import { ECS_EVENTS } from './services/ecs.js';
import { EKS_EVENTS } from './services/eks.js';
import { ELASTICLOADBALANCING_EVENTS } from './services/elasticloadbalancing.js';
import { EVENTS_EVENTS } from './services/events.js';
import { GLUE_EVENTS } from './services/glue.js';
import { IAM_EVENTS } from './services/iam.js';
import { KINESIS_EVENTS } from './services/kinesis.js';
import { KMS_EVENTS } from './services/kms.js';
import { LAMBDA_EVENTS } from './services/lambda.js';
import { LOGS_EVENTS } from './services/logs.js';
import { RDS_EVENTS } from './services/rds.js';
import { RENAMED_EVENTS } from './services/renamed.js';
import { ROUTE53_EVENTS } from './services/route53.js';
import { S3_EVENTS } from './services/s3.js';
import { S3EXPRESS_EVENTS } from './services/s3express.js';
import { SECRETSMANAGER_EVENTS } from './services/secretsmanager.js';
import { SNS_EVENTS } from './services/sns.js';
import { SQS_EVENTS } from './services/sqs.js';
import { SSM_EVENTS } from './services/ssm.js';
import { STATES_EVENTS } from './services/states.js';
import { STS_EVENTS } from './services/sts.js';

export const EVENT_TABLES: Readonly<Record<string, EventTable>> = {
  ...RENAMED_EVENTS,
  'access-analyzer': ACCESS_ANALYZER_EVENTS,
  apigateway: APIGATEWAY_EVENTS,
  athena: ATHENA_EVENTS,
  autoscaling: AUTOSCALING_EVENTS,
  bedrock: BEDROCK_EVENTS,
  budgets: BUDGETS_EVENTS,
  cassandra: CASSANDRA_EVENTS,
  cloudformation: CLOUDFORMATION_EVENTS,
  cloudtrail: CLOUDTRAIL_EVENTS,
  cloudwatch: CLOUDWATCH_EVENTS,
  dynamodb: DYNAMODB_EVENTS,
  ec2: EC2_EVENTS,
  ecr: ECR_EVENTS,
  ecs: ECS_EVENTS,
  eks: EKS_EVENTS,
  elasticloadbalancing: ELASTICLOADBALANCING_EVENTS,
  events: EVENTS_EVENTS,
  glue: GLUE_EVENTS,
  iam: IAM_EVENTS,
  kinesis: KINESIS_EVENTS,
  kms: KMS_EVENTS,
  lambda: LAMBDA_EVENTS,
  logs: LOGS_EVENTS,
  rds: RDS_EVENTS,
  route53: ROUTE53_EVENTS,
  s3: S3_EVENTS,
  s3express: S3EXPRESS_EVENTS,
  secretsmanager: SECRETSMANAGER_EVENTS,
  sns: SNS_EVENTS,
  sqs: SQS_EVENTS,
  ssm: SSM_EVENTS,
  states: STATES_EVENTS,
  sts: STS_EVENTS,
};
