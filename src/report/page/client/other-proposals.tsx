/** What is proposed beside policies of identities: trust policies, permission sets, whole accounts. */
import type { JSX } from 'preact';
import { permissionSetScripts } from '../../permission-set-commands.js';
import { number, plural } from '../../phrases.js';
import type { Head, Report } from '../unpack.js';
import { ActionNames } from './action-names.js';
import { AfterPolicy, CertificateList, Notes } from './change.js';
import { CopyButton } from './parts.js';
import { identityHref } from './route.js';

type PermissionSet = NonNullable<Head['permissionSets']>[number];
type Trust = Head['trust'][number];
type ForAccount = Head['accountProposals'][number];

export function OtherProposals({ report: { head } }: { readonly report: Report }): JSX.Element {
  // Results of leastwise 0.1.0 may lack them.
  const { trust = [], accountProposals = [], permissionSets = [] } = head;
  return (
    <>
      {trust.length === 0 ? null : (
        <section class="card" aria-labelledby="trust">
          <h2 id="trust">Who may take a role</h2>
          <p class="note">
            Principals that a trust policy names and that nobody was seen taking the role as.
          </p>
          {trust.map((one) => (
            <details key={one.id}>
              <summary>
                {one.role.name}: {plural(one.removedPrincipals.length, 'principal')} would go
              </summary>
              <TrustChange one={one} />
            </details>
          ))}
        </section>
      )}
      {permissionSets.length === 0 ? null : (
        <section class="card" aria-labelledby="sets">
          <h2 id="sets">Permission sets</h2>
          <p class="note">
            Trimmed once for all accounts that hold them; the roles that are made from them belong
            to AWS.
          </p>
          {permissionSets.map((one) => (
            <SetProposal key={one.id} one={one} />
          ))}
        </section>
      )}
      {accountProposals.length === 0 ? null : (
        <section class="card" aria-labelledby="whole">
          <h2 id="whole">For whole accounts</h2>
          {accountProposals.map((one) => (
            <AccountProposal key={one.id} one={one} />
          ))}
        </section>
      )}
    </>
  );
}

export function TrustChange({ one }: { readonly one: Trust }): JSX.Element {
  return (
    <>
      <ul>
        {one.removedPrincipals.map((principal) => (
          <li key={principal}>
            <del>{principal}</del>
          </li>
        ))}
        {one.keptPrincipals.map(({ principal, why }) => (
          <li key={principal}>
            {principal} stays: {why}
          </li>
        ))}
      </ul>
      <Notes notes={one.notes} />
      <CertificateList certificates={one.certificates} />
      <AfterPolicy policy={one.after} />
    </>
  );
}

const sizeOf = (policies: readonly { readonly size: number }[]): number =>
  policies.reduce((sum, { size }) => sum + size, 0);

function SetProposal({ one }: { readonly one: PermissionSet }): JSX.Element {
  const { apply, undo } = permissionSetScripts(one);
  return (
    <details>
      <summary>
        {one.name}: {plural(one.removes.count, 'action')} of{' '}
        {plural(one.accounts.length, 'account')} would go, {number(sizeOf(one.before))} →{' '}
        {number(sizeOf(one.after))} characters
      </summary>
      <p class="note">Instead of {one.before.map(({ name }) => name).join(', ')}.</p>
      <Notes notes={one.notes} />
      <CertificateList certificates={one.certificates} />
      {one.after.map((policy) => (
        <AfterPolicy key={policy.name} policy={policy} />
      ))}
      <Commands title="To put it into force" text={apply} />
      <Commands title="To take it back" text={undo} />
      <details>
        <summary>Actions that go: {number(one.removes.count)}</summary>
        <ActionNames list={one.removes} />
      </details>
    </details>
  );
}

function Commands({ title, text }: { readonly title: string; readonly text: string }): JSX.Element {
  return (
    <div class="script">
      <div class="policy-head">
        <strong>{title}</strong>
        <CopyButton text={text}>Copy commands</CopyButton>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll, so it must be reached by keyboard */}
      <pre tabIndex={0}>{text}</pre>
    </div>
  );
}

/** More are in result.json. */
const SHOWN_NOTICING = 50;

function AccountProposal({ one }: { readonly one: ForAccount }): JSX.Element {
  const { kind, account, deniedServices, deniedRegions, wouldNotice, policy, quota } = one;
  return (
    <details>
      <summary>
        {kind === 'permissions-boundary' ? 'Permissions boundary' : 'Service control policy'} for{' '}
        {account}:{' '}
        {deniedRegions === 'not-proposed'
          ? `${plural(deniedServices.length, 'service')} closed`
          : `every region closed but ${deniedRegions.allowed.join(', ')}`}
      </summary>
      <dl class="facts">
        <dt>{deniedRegions === 'not-proposed' ? 'Closes' : 'For changes in'}</dt>
        <dd>{deniedServices.join(', ')}</dd>
        <dt>Would notice</dt>
        <dd>
          {wouldNotice.length === 0 ? 'nobody holds what it takes away' : null}
          {wouldNotice.slice(0, SHOWN_NOTICING).map(({ holder, actions }) => (
            <span class="tag" key={holder.arn}>
              <a href={identityHref(holder.arn)}>{holder.name}</a>: {plural(actions, 'action')}
            </span>
          ))}
          {wouldNotice.length > SHOWN_NOTICING
            ? ` and ${number(wouldNotice.length - SHOWN_NOTICING)} more`
            : null}
        </dd>
        <dt>Size</dt>
        <dd>
          {number(policy.size)} of {number(quota)} characters
        </dd>
      </dl>
      <Notes notes={one.notes} />
      <AfterPolicy policy={policy} />
    </details>
  );
}
