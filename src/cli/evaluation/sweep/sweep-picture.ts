import { escapeHtml } from '../../escape-html.ts';
import type { SweepPoint } from './run-sweep.ts';

/** The drawing and its frame, in units of the view box. */
const BOX = { width: 640, height: 360, left: 52, right: 52, top: 36, bottom: 48 };

const LOOK = `text{font:12px system-ui,sans-serif;fill:#57606a}path{fill:none;stroke-width:2}
.axis{stroke:#8c959f;stroke-width:1}.recall{stroke:#0969da}.error{stroke:#cf222e}circle.recall{fill:#0969da}circle.error{fill:#cf222e}`;

/** Recall and error of the reconstruction over the share of messages that is not sent. */
export function sweepPicture(policy: string, points: readonly SweepPoint[]): string {
  const { width, height, left, top, bottom, right } = BOX;
  const errorMost = Math.max(1e-9, ...points.map(({ nrmse }) => nrmse ?? 0));
  const place = (dropped: number, level: number) => {
    const x = left + dropped * (width - left - right);
    const y = height - bottom - level * (height - top - bottom);
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  };
  const curve = (look: string, level: (point: SweepPoint) => number | null) => {
    const known = points.flatMap((point) => {
      const value = level(point);
      return value === null ? [] : [{ point, at: place(point.messagesDropped, value) }];
    });
    const dots = known.map(({ point, at }) => {
      const [cx, cy] = at.split(' ');
      return `<circle class="${look}" cx="${cx}" cy="${cy}" r="4"><title>${escapeHtml(point.setting)}</title></circle>`;
    });
    const line = known.map(({ at }, i) => `${i === 0 ? 'M' : 'L'}${at}`).join('');
    return `<path class="${look}" d="${line}"/>${dots.join('')}`;
  };
  const base = height - bottom;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="What ${escapeHtml(policy)} costs">
<style>${LOOK}</style>
<path class="axis" d="M${left} ${top}V${base}H${width - right}V${top}"/>
<text x="${left - 8}" y="${top}" text-anchor="end">100 %</text><text x="${left - 8}" y="${base}" text-anchor="end">0</text>
<text x="${width - right + 6}" y="${top}">${errorMost.toPrecision(2)}</text>
<text x="${left}" y="${base + 18}">0 %</text><text x="${width - right}" y="${base + 18}" text-anchor="end">100 %</text>
<text x="${width / 2}" y="${height - 10}" text-anchor="middle">messages dropped, ${escapeHtml(policy)} ${escapeHtml(points[0]?.setting ?? '')} to ${escapeHtml(points.at(-1)?.setting ?? '')}</text>
<text x="${left}" y="18"><tspan fill="#0969da">●</tspan> recall (left)   <tspan fill="#cf222e">●</tspan> NRMSE of the dropped (right)</text>
${curve('error', ({ nrmse }) => (nrmse === null ? null : nrmse / errorMost))}
${curve('recall', ({ recall }) => recall)}
</svg>
`;
}
