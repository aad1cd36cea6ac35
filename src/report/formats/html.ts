/**
 * `report.html`: one file that needs no network and no server. Its policy lets it run this one script
 * and nothing else: no other script, no inline handler, no request, no frame, no form.
 *
 * The data are compressed and in base64, so no text from input stands in the markup but the title
 * and the few lines for readers without JavaScript, both escaped.
 */
import { deflateSync, strToU8 } from 'fflate';
import type { Result } from '../../model/result.js';
import { VERDICTS } from '../../model/verdict.js';
import { html } from '../escape.js';
import { PAGE_SCRIPT, PAGE_SCRIPT_HASH, PAGE_STYLE, PAGE_STYLE_HASH } from '../page/bundle.js';
import { packResult } from '../page/pack.js';
import { number, percent, plural, WHAT_VERDICT_MEANS } from '../phrases.js';

const POLICY = [
  "default-src 'none'",
  `script-src '${PAGE_SCRIPT_HASH}'`,
  `style-src '${PAGE_STYLE_HASH}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

export function renderHtml(result: Result): string {
  const { head, more } = packResult(result);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${html(titleOf(result))}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<div id="app"><noscript><p>This report is read with JavaScript. Without it, read report.md, which says the same. In short:</p><pre>${html(inShort(result))}</pre></noscript></div>
<script type="application/octet-stream" id="data">${packedText(head)}</script>
<script type="application/octet-stream" id="more">${packedText(more)}</script>
<script>${PAGE_SCRIPT}</script>
</body>
</html>
`;
}

function inShort({ totals }: Result): string {
  return [
    `${plural(totals.identities, 'identity', 'identities')} hold ${plural(totals.granted, 'granted action')}`,
    ...VERDICTS.map(
      (verdict) =>
        `${verdict}: ${number(totals[verdict])}, ${percent(totals[verdict], totals.granted)}, ${WHAT_VERDICT_MEANS[verdict]}`,
    ),
  ].join('\n');
}

function titleOf({ accounts }: Result): string {
  const [first] = accounts;
  if (first === undefined) return 'Least privilege: no account';
  return accounts.length === 1
    ? `Least privilege: account ${first.account}`
    : `Least privilege: ${accounts.length} accounts`;
}

/** ASCII only: a browser keeps such text in half the memory, and reads it in half the time. */
function packedText(value: unknown): string {
  const json = JSON.stringify(value).replace(
    /[\u0080-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return base64(deflateSync(strToU8(json), { level: 6 }));
}

/** `btoa` takes text, and spreading too many arguments at once overflows the stack. */
function base64(bytes: Uint8Array): string {
  let text = '';
  for (let start = 0; start < bytes.length; start += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  }
  return btoa(text);
}
