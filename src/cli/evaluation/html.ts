import { escapeHtml } from '../escape-html.ts';

const STYLE = `:root{color-scheme:light dark;--ink:#1b1f24;--back:#fff;--line:#d0d7de;--fault:#e5534b;--other:#9a9fa6;--edge:#8250df;--cloud:#0969da}
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--back:#0d1117;--line:#30363d;--fault:#f47067;--other:#768390;--edge:#bc8cff;--cloud:#58a6ff}}
body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--back);max-width:70rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse}td,th{padding:.2rem 1rem .2rem 0;text-align:left;border-bottom:1px solid var(--line);white-space:pre}
svg{display:block;width:100%}.lane{height:34px;background:color-mix(in srgb,var(--line) 30%,transparent)}
.fault{fill:var(--fault);opacity:.55}.other{fill:var(--other);opacity:.55}.edge{fill:var(--edge)}.cloud{fill:var(--cloud)}
h3{margin:.8rem 0 .2rem;font-size:1rem}.key span{margin-right:1.5rem}.key svg{display:inline-block;width:12px;height:12px}`;

/** One self-contained page that loads nothing. */
export function htmlPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>pm-sim eval</title><style>${STYLE}</style></head><body>
<h1>${escapeHtml(title)}</h1>
${body}
</body></html>
`;
}

/** Rows of cells, the first one the heads; a row of one cell is a heading over the next. */
export function htmlTable(rows: readonly (readonly string[])[]): string {
  const width = Math.max(...rows.map((cells) => cells.length));
  const lines = rows.map((cells, i) => {
    if (cells.length === 1)
      return `<tr><th colspan="${width}">${escapeHtml(cells[0] ?? '')}</th></tr>`;
    const tag = i === 0 ? 'th' : 'td';
    return `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
  });
  return `<table>\n${lines.join('\n')}\n</table>`;
}
