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
import { hasService } from '../catalog.js';
import { prefixOf, prefixOfHost } from './event-source.js';
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

/** Names come from input: a hostile log must not grow the memory without end. Plans: per service. */
const MAX_PLANS = 2_000;
const MAX_SOURCES = 2_000;

export function createEventMapper(context: MappingContext): EventMapper {
  const knownPrefix = (eventSource: string): string | undefined => {
    const prefix = prefixOfHost(eventSource);
    return prefix !== undefined && hasService(context.catalog, prefix) ? prefix : undefined;
  };
  const prefixes = remember(knownPrefix, MAX_SOURCES);
  const plans = new Map<string, (eventName: string) => Plan>();
  const plansOf = (prefix: string): ((eventName: string) => Plan) => {
    const known = plans.get(prefix);
    if (known !== undefined) return known;
    const made = remember((eventName) => createPlan(prefix, eventName, context), MAX_PLANS);
    plans.set(prefix, made);
    return made;
  };
  return (event) => {
    const ignored = ignoreRuleOf(event);
    if (ignored !== undefined) return IGNORED[ignored];
    const prefix = prefixes(event.eventSource);
    if (prefix === undefined) return withoutPrefix(event);
    return plansOf(prefixOf(event, prefix))(event.eventName)(event);
  };
}

/** Works each answer out once, up to `limit` different ones. */
function remember<T>(answer: (text: string) => T, limit: number): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const made = answer(text);
    if (known.size < limit) known.set(text, made);
    return made;
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
