/**
 * CloudTrail event → IAM actions and the resources they were authorised on.
 *
 * Order: type of the event, source → prefix, name without its API date, the tables, the action of
 * the same name; nothing else is guessed. Everything that does not depend on the single record is
 * worked out once per source and name.
 *
 * Sources: CloudTrail User Guide, "CloudTrail record contents"; Service Authorization Reference.
 */
import type { TrailEvent } from '../../model/trail-event.js';
import { prefixOf } from './event-source.js';
import { type EventMapping, IGNORED, type IgnoreRule, type MappingContext } from './mapping.js';
import { outcomeOf } from './outcome.js';
import { createPlan, type Plan } from './plan.js';

export type EventMapper = (event: TrailEvent) => EventMapping;

/** Types that are no API call. Consoles' own actions stay in: what they did must not look undone. */
const IGNORED_TYPES: Readonly<Record<string, IgnoreRule>> = {
  AwsAggregatedEvent: 'aggregated-event',
  AwsCloudTrailInsight: 'insight-event',
  AwsConsoleSignIn: 'console-sign-in',
  AwsServiceEvent: 'service-event',
};

/** Names come from input: a hostile log must not grow the memory without end. */
const MAX_PLANS = 20_000;

export function createEventMapper(context: MappingContext): EventMapper {
  const plans = new Map<string, Plan>();
  return (event) => {
    const ignored = ignoreRuleOf(event);
    if (ignored !== undefined) return IGNORED[ignored];
    const prefix = prefixOf(event, context.catalog);
    if (prefix === undefined) return withoutPrefix(event);
    const key = `${prefix} ${event.eventName}`;
    let plan = plans.get(key);
    if (plan === undefined) {
      plan = createPlan(prefix, event.eventName, context);
      if (plans.size < MAX_PLANS) plans.set(key, plan);
    }
    return plan(event);
  };
}

function ignoreRuleOf(event: TrailEvent): IgnoreRule | undefined {
  const { eventType } = event;
  if (eventType !== undefined && Object.hasOwn(IGNORED_TYPES, eventType)) {
    return IGNORED_TYPES[eventType];
  }
  return outcomeOf(event) === 'unauthenticated' ? 'unauthenticated' : undefined;
}

/** Sign-in pages are no service of IAM's; any other stranger may be one that came after our data. */
function withoutPrefix({ eventSource }: TrailEvent): EventMapping {
  return eventSource.startsWith('signin.') ? IGNORED['console-sign-in'] : STRANGER;
}

const STRANGER: EventMapping = Object.freeze({ kind: 'unmapped', service: undefined });
