/** One finding: all of its evidence, what to do, and how to say that it is accepted. */
import type { JSX } from 'preact';
import type { Head, Report } from '../unpack.js';
import { MarkWords } from './decisions.js';
import { CopyButton, Missing, Page, SeverityName } from './parts.js';
import { href, identityHref } from './route.js';
import type { ViewProps } from './view.js';

type Finding = Head['findings'][number];

export function FindingView({ report, rows, route }: ViewProps): JSX.Element {
  const [id] = route.path;
  const one = report.head.findings.find((finding) => finding.id === id);
  if (one === undefined) {
    return <Missing what="finding" all="findings" />;
  }
  const isIdentity = rows.some(({ arn }) => arn === one.identity);
  return (
    <Page title={one.title} lead={<code class="arn">{one.id}</code>}>
      <dl class="facts inline">
        <dt>Severity</dt>
        <dd>
          <SeverityName severity={one.severity} /> <MarkWords mark={one.mark} />
        </dd>
        <dt>Kind</dt>
        <dd>{one.kind.replaceAll('-', ' ')}</dd>
        <dt>Account</dt>
        <dd>{one.account}</dd>
        <dt>Concerns</dt>
        <dd>
          {isIdentity ? <a href={identityHref(one.identity)}>{one.identity}</a> : one.identity}
        </dd>
        <Remedies one={one} report={report} />
      </dl>
      <section class="card" aria-labelledby="evidence">
        <h2 id="evidence">Evidence</h2>
        <ul class="evidence">
          {one.evidence.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </section>
      {one.mark === undefined ? <Accept one={one} /> : null}
    </Page>
  );
}

function Remedies({
  one,
  report,
}: {
  readonly one: Finding;
  readonly report: Report;
}): JSX.Element {
  const proposals =
    one.kind === 'unused-permissions'
      ? report.recommendations.filter(({ holders }) =>
          holders.some(({ arn }) => arn === one.identity),
        )
      : [];
  const revocation =
    one.revocable === undefined
      ? undefined
      : report.head.revocations.find(({ arn }) => arn === one.identity);
  return (
    <>
      <dt>What to do</dt>
      <dd>{one.remediation}</dd>
      {proposals.length === 0 ? null : (
        <>
          <dt>Proposed</dt>
          <dd>
            <ul class="evidence">
              {proposals.map(({ id, before }) => (
                <li key={id}>
                  <a href={href('proposal', [id])}>{before.name}</a>
                </li>
              ))}
            </ul>
          </dd>
        </>
      )}
      {revocation === undefined ? null : (
        <>
          <dt>Commands</dt>
          <dd>
            <a href={href('plan', [revocation.id])}>in the revocation plan</a>
          </dd>
        </>
      )}
    </>
  );
}

/** JSON strings are YAML, whatever an id holds. */
function Accept({ one }: { readonly one: Finding }): JSX.Element {
  const waiver = `waivers:\n  - id: ${JSON.stringify(one.id)}\n    reason: \n    owner: \n    expires: \n`;
  return (
    <section class="card" aria-labelledby="accept">
      <div class="policy-head">
        <h2 id="accept">If it is accepted</h2>
        <CopyButton text={waiver}>Copy waiver</CopyButton>
      </div>
      <p class="note">
        In leastwise.yaml, with a reason; it stays visible, and counts again later.
      </p>
      <pre>{waiver}</pre>
    </section>
  );
}
