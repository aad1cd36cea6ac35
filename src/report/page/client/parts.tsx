/** Small pieces that several views show. */
import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { VerdictCounts } from '../../../model/result.js';
import type { Severity } from '../../../model/severity.js';
import { VERDICTS, type Verdict } from '../../../model/verdict.js';
import { number, percent } from '../../phrases.js';
import { href } from './route.js';

/** Each verdict has a shape of its own, so that nobody needs to tell colours apart. */
const SHAPES: Readonly<Record<Verdict, JSX.Element>> = {
  used: <circle cx="7" cy="7" r="5.5" class="solid" />,
  unused: (
    <>
      <circle cx="7" cy="7" r="5" class="line" />
      <path d="M3 11 11 3" class="line" />
    </>
  ),
  unobservable: <circle cx="7" cy="7" r="5" class="line dashed" />,
  unknown: (
    <>
      <path d="M7 1 13 7 7 13 1 7Z" class="line" />
      <path d="M7 4.2v3.4M7 9.3v.6" class="line" />
    </>
  ),
};

export function VerdictMark({ verdict }: { readonly verdict: Verdict }): JSX.Element {
  return (
    <svg class={`mark ${verdict}`} viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">
      {SHAPES[verdict]}
    </svg>
  );
}

export function VerdictName({ verdict }: { readonly verdict: Verdict }): JSX.Element {
  return (
    <span class="verdict-name">
      <VerdictMark verdict={verdict} /> {verdict}
    </span>
  );
}

export function countsText(counts: VerdictCounts): string {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return 'nothing granted';
  return VERDICTS.map((verdict, at) => ({ verdict, count: counts[at] ?? 0 }))
    .filter(({ count }) => count > 0)
    .map(({ verdict, count }) => `${number(count)} ${verdict} (${percent(count, total)})`)
    .join(', ');
}

/** Shares of the four verdicts, each in colour and pattern. */
export function VerdictBar({
  counts,
  size = 'small',
}: {
  readonly counts: VerdictCounts;
  readonly size?: 'small' | 'large';
}): JSX.Element {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const text = countsText(counts);
  return (
    <span class={`bar ${size}`} role="img" aria-label={text} title={text}>
      {VERDICTS.map((verdict, at) => {
        const count = counts[at] ?? 0;
        return count === 0 ? null : (
          <span
            key={verdict}
            class={`fill ${verdict}`}
            style={{ width: `${(count / total) * 100}%` }}
          />
        );
      })}
    </span>
  );
}

const SEVERITY_SHAPES: Readonly<Record<Severity, string>> = {
  critical: '▲▲',
  high: '▲',
  medium: '◆',
  low: '▽',
  info: '·',
};

export function SeverityName({ severity }: { readonly severity: Severity }): JSX.Element {
  return (
    <span class={`severity ${severity}`}>
      <span aria-hidden="true">{SEVERITY_SHAPES[severity]}</span> {severity}
    </span>
  );
}

/** Copies text; where the browser refuses, selects it in a box for the reader to copy. */
export function CopyButton({
  text,
  children,
}: {
  readonly text: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  const [state, setState] = useState<'ready' | 'copied' | 'by-hand'>('ready');
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => {
        setState('copied');
        setTimeout(() => setState('ready'), 2000);
      },
      () => setState('by-hand'),
    );
  };
  return (
    <span class="copy">
      <button type="button" class="button" onClick={copy}>
        {children}
      </button>
      <span class="copied" role="status">
        {state === 'copied' ? 'copied' : ''}
      </span>
      {state === 'by-hand' ? (
        <textarea
          class="by-hand"
          readOnly
          aria-label="the browser does not allow copying: copy it from here"
          value={text}
          ref={(box) => box?.select()}
        />
      ) : null}
    </span>
  );
}

export function Page({
  title,
  lead,
  children,
}: {
  readonly title: string;
  readonly lead?: ComponentChildren;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <>
      <header class="page-head">
        <h1 id="title" tabIndex={-1}>
          {title}
        </h1>
        {lead === undefined ? null : <p class="lead">{lead}</p>}
      </header>
      {children}
    </>
  );
}

/** A link of another result, or to what is gone since. */
export function Missing({
  what,
  all,
}: {
  readonly what: string;
  readonly all: string;
}): JSX.Element {
  return (
    <Page title={`No such ${what}`}>
      <p class="empty">
        This result has no {what} of that name. <a href={href(all)}>See all</a>.
      </p>
    </Page>
  );
}

/** A choice in a row of filters. */
export function Select({
  label,
  value,
  options,
  onChange,
  any = 'any',
}: {
  readonly label: string;
  readonly value: string | undefined;
  readonly options: readonly string[];
  readonly onChange: (value: string | undefined) => void;
  readonly any?: string;
}): JSX.Element {
  return (
    <label class="field">
      <span>{label}</span>
      <select
        value={value ?? ''}
        onChange={({ currentTarget }) =>
          onChange(currentTarget.value === '' ? undefined : currentTarget.value)
        }
      >
        <option value="">{any}</option>
        {options.map((option) => (
          <option key={option} value={option}>
            {option}
          </option>
        ))}
      </select>
    </label>
  );
}

export function Search({
  label,
  value,
  onChange,
  hint,
}: {
  readonly label: string;
  readonly value: string;
  readonly hint: string;
  readonly onChange: (value: string) => void;
}): JSX.Element {
  return (
    <label class="field search">
      <span>{label}</span>
      <input
        type="search"
        value={value}
        placeholder={hint}
        spellcheck={false}
        autocomplete="off"
        onInput={({ currentTarget }) => onChange(currentTarget.value)}
      />
    </label>
  );
}
