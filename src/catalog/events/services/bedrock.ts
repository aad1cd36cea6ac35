/** Source: Bedrock User Guide, "Inference prerequisites"; Service Authorization Reference, "Amazon Bedrock". */
import type { EventTable } from '../event-table.js';

export const BEDROCK_EVENTS: EventTable = {
  Converse: { actions: ['bedrock:InvokeModel'] },
  ConverseStream: { actions: ['bedrock:InvokeModelWithResponseStream'] },
  InvokeModelWithBidirectionalStream: { actions: ['bedrock:InvokeModel'] },
  RetrieveAndGenerateStream: { actions: ['bedrock:RetrieveAndGenerate'] },
  StartAsyncInvoke: { actions: ['bedrock:InvokeModel'] },
};
