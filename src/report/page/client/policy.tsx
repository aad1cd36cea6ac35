/** A policy as it is read, with the parts that nobody uses struck through and the reason for each. */
import type { JSX } from 'preact';
import { useId, useMemo, useRef, useState } from 'preact/hooks';
import type { VerdictReason } from '../../../model/verdict.js';
import { verdictOfReason } from '../../../model/verdict.js';
import { plain } from '../../escape.js';
import { becauseOf, number, plural } from '../../phrases.js';
import { type Part, type PolicyLine, policyLines } from '../policy-lines.js';

/** Longer documents are cut until somebody asks for the rest. */
const SHOWN_LINES = 400;
const SHOWN_REASONS = 6;

export function PolicyText({
  document,
  parts = [],
  reasons = [],
  label,
}: {
  readonly document: unknown;
  readonly parts?: readonly string[];
  readonly reasons?: readonly VerdictReason[];
  readonly label: string;
}): JSX.Element {
  const lines = useMemo(() => policyLines(document, parts), [document, parts]);
  const [isWhole, setWhole] = useState(false);
  const [active, setActive] = useState<number | undefined>(undefined);
  const box = useRef<HTMLPreElement>(null);
  const tip = useId();
  const shown = isWhole ? lines : lines.slice(0, SHOWN_LINES);
  const marked = shown.flatMap(({ part }, at) => (part === undefined ? [] : at));
  const stop = active ?? marked[0];
  const move = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0 || stop === undefined) return;
    event.preventDefault();
    const next = marked[marked.indexOf(stop) + step];
    if (next !== undefined) {
      box.current?.querySelector<HTMLElement>(`[data-line="${next}"]`)?.focus();
    }
  };
  const part = active === undefined ? undefined : shown[active]?.part;
  return (
    <div class="policy">
      {/* biome-ignore lint/a11y/useSemanticElements: a policy is text, not a form */}
      <pre
        ref={box}
        onKeyDown={move}
        aria-label={label}
        role="group"
        tabIndex={marked.length === 0 ? 0 : -1}
      >
        {shown.map((line, at) => (
          <Line
            key={at}
            line={line}
            at={at}
            reasons={reasons}
            isStop={at === stop}
            tip={at === active ? tip : undefined}
            onActive={setActive}
          />
        ))}
      </pre>
      {shown.length < lines.length ? (
        <button type="button" class="button" onClick={() => setWhole(true)}>
          Show all {number(lines.length)} lines
        </button>
      ) : null}
      {marked.length === 0 ? null : (
        <div class="reasons" id={tip} role="status">
          {part === undefined ? (
            <span class="faint">Point at an action, or use ↑ and ↓, to see why.</span>
          ) : (
            <Reasons part={part} reasons={reasons} />
          )}
        </div>
      )}
    </div>
  );
}

function Line({
  line: { depth, text, tail, part },
  at,
  reasons,
  isStop,
  tip,
  onActive,
}: {
  readonly line: PolicyLine;
  readonly at: number;
  readonly reasons: readonly VerdictReason[];
  readonly isStop: boolean;
  readonly tip: string | undefined;
  readonly onActive: (at: number) => void;
}): JSX.Element {
  const indent = '  '.repeat(depth);
  if (part === undefined) return <span class="line">{`${indent}${plain(text)}${tail}\n`}</span>;
  const state = stateOf(part, reasons);
  const Text = state === 'unused' || state === 'dead' ? 'del' : 'span';
  return (
    <span class="line">
      {indent}
      <button
        type="button"
        class={`part ${state}`}
        data-line={at}
        tabIndex={isStop ? 0 : -1}
        aria-describedby={tip}
        onFocus={() => onActive(at)}
        onPointerEnter={() => onActive(at)}
      >
        <Text>{plain(text)}</Text>
        {state === 'mixed' ? <em>{mixedText(part, reasons)}</em> : null}
        {state === 'dead' ? <em>blocked</em> : null}
        {state === 'unobservable' || state === 'unknown' ? <em>{state}</em> : null}
      </button>
      {`${tail}\n`}
    </span>
  );
}

type State = 'dead' | 'mixed' | 'nothing' | 'unknown' | 'unobservable' | 'unused' | 'used';

export function stateOf({ reasons: own, dead }: Part, reasons: readonly VerdictReason[]): State {
  if (dead) return 'dead';
  const verdicts = new Set(own.flatMap(({ reason }) => verdictAt(reasons, reason)));
  const [only] = verdicts;
  if (only === undefined) return 'nothing';
  return verdicts.size === 1 ? only : 'mixed';
}

function verdictAt(reasons: readonly VerdictReason[], at: number) {
  const reason = reasons[at];
  return reason === undefined ? [] : [verdictOfReason(reason)];
}

function mixedText({ reasons: own }: Part, reasons: readonly VerdictReason[]): string {
  const total = own.reduce((sum, { count }) => sum + count, 0);
  const unused = own
    .filter(({ reason }) => verdictAt(reasons, reason)[0] === 'unused')
    .reduce((sum, { count }) => sum + count, 0);
  return `${number(unused)} of ${number(total)} unused`;
}

function Reasons({
  part,
  reasons,
}: {
  readonly part: Part;
  readonly reasons: readonly VerdictReason[];
}): JSX.Element {
  if (part.reasons.length === 0) {
    return <span>matches no action that the catalogue knows: kept</span>;
  }
  const rows = part.reasons.toSorted((a, b) => b.count - a.count);
  return (
    <ul>
      {part.dead ? (
        <li>granted, and blocked everywhere by a Deny, the boundary or an SCP</li>
      ) : null}
      {rows.slice(0, SHOWN_REASONS).map(({ reason, count }) => {
        const found = reasons[reason];
        return found === undefined ? null : (
          <li key={reason}>
            <strong>{verdictOfReason(found)}</strong> {plural(count, 'action')}: {becauseOf(found)}
          </li>
        );
      })}
      {rows.length > SHOWN_REASONS ? (
        <li>and {number(rows.length - SHOWN_REASONS)} more reasons, listed below under Verdicts</li>
      ) : null}
    </ul>
  );
}

export function documentText(document: unknown): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
