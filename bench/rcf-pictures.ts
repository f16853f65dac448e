/** Draws the pictures of docs/detection.md: `node --import tsx bench/rcf-pictures.ts`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createMonitor, createStreamDetector } from '../src/detection/index.ts';
import { createRandom } from '../src/runtime/random.ts';
import { chart, type Panel } from './rcf-chart.ts';

const folder = resolve(fileURLToPath(import.meta.url), '..', '..', 'docs', 'images');
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'detection-score.svg'), chart(scorePanels()));
writeFileSync(join(folder, 'detection-protection.svg'), chart(protectionPanels()));

/** A sine with three breaks; two of them lie within its range. */
function scorePanels(): Panel[] {
  const random = createRandom('picture');
  const detector = createStreamDetector({ dimensions: 1, seed: 'picture' });
  const signal: number[] = [];
  const scores: number[] = [];
  const thresholds: number[] = [];
  const alerts: number[] = [];
  const breaks: Readonly<Record<number, number>> = { 800: 8, 1_100: -8, 1_300: 20 };
  for (let t = 0; t < 1_500; t += 1) {
    const value = 10 * Math.sin((2 * Math.PI * t) / 50) + 0.5 * random.normal() + (breaks[t] ?? 0);
    const decision = detector.observe([value]);
    if (t < 600) continue;
    signal.push(value);
    scores.push(decision.score);
    thresholds.push(decision.threshold);
    if (decision.grade > 0) alerts.push(t - 600);
  }
  return [
    {
      title: 'signal, alerts marked',
      lines: [{ values: signal, colour: '#1f5fa8' }],
      marks: alerts,
    },
    {
      title: 'score (blue) and adaptive threshold (red)',
      lines: [
        { values: scores, colour: '#1f5fa8' },
        { values: thresholds, colour: '#c0392b' },
      ],
      marks: [],
    },
  ];
}

/** Two thousand readings of a level fault, with protection and without. */
function protectionPanels(): Panel[] {
  return [true, false].map((freeze) => {
    const monitor = createMonitor({ channels: [{ name: 'level' }], protection: { freeze } });
    const random = createRandom('picture');
    const levels: number[] = [];
    const alarms: number[] = [];
    for (let k = 0; k < 3_600; k += 1) {
      const level = 20 + (k >= 1_000 && k < 3_000 ? 8 : 0) + random.normal();
      const { episode } = monitor.observe({ ts: k * 10_000, values: { level } });
      levels.push(level);
      alarms.push(episode !== undefined && episode.transition !== 'closed' ? 15 : 13);
    }
    return {
      title: `level (blue) and alarm (red), protection ${freeze ? 'on' : 'off'}`,
      lines: [
        { values: levels, colour: '#1f5fa8' },
        { values: alarms, colour: '#c0392b' },
      ],
      marks: [],
    };
  });
}
