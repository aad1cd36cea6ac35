/** Many actions, by service; long lists are cut until somebody asks. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ActionList } from '../../../model/result.js';
import { number, plural } from '../../phrases.js';

const SHOWN = 60;

export function ActionNames({ list }: { readonly list: ActionList }): JSX.Element {
  const [isWhole, setWhole] = useState(false);
  const names = list.actions ?? list.compact ?? [];
  if (names.length === 0) return <p class="empty">None.</p>;
  const shown = isWhole ? names : names.slice(0, SHOWN);
  return (
    <div class="actions">
      {list.actions === undefined ? (
        <p class="note">{plural(list.count, 'action')}, as exact patterns over the catalogue:</p>
      ) : null}
      <ul>
        {shown.map((name) => (
          <li key={name}>
            <code>{name}</code>
          </li>
        ))}
      </ul>
      {shown.length < names.length ? (
        <button type="button" class="button" onClick={() => setWhole(true)}>
          Show all {number(names.length)}
        </button>
      ) : null}
    </div>
  );
}
