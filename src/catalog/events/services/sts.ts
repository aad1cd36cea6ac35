/** Source: STS API Reference, "AssumeRole"; Service Authorization Reference, "AWS STS". */
import type { EventTable } from '../event-table.js';

export const STS_EVENTS: EventTable = {
  AssumeRole: {
    actions: [
      'sts:AssumeRole',
      { action: 'sts:SetContext', when: 'providedContexts', conditional: true },
      { action: 'sts:SetSourceIdentity', when: 'sourceIdentity', conditional: true },
      { action: 'sts:TagSession', when: 'tags,transitiveTagKeys,principalTags', conditional: true },
    ],
    arns: ['<roleArn:arn> | @AWS::IAM::Role'],
  },
  GetFederationToken: { arns: ['arn:{P}:sts::{A}:federated-user/<name:iam-name>'] },
};
