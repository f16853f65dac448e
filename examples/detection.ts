/**
 * The detectors of this package alone: `node --import tsx examples/detection.ts`, or with the package
 * installed replace the import by `pm-sim/detection`.
 */
import {
  createMonitor,
  createRandomCutForest,
  createStreamDetector,
} from '../src/detection/index.ts';

const print = (line: string): boolean => process.stdout.write(`${line}\n`);

// 1. The forest: a score for each observation, about 1 when all is well.
const forest = createRandomCutForest({ dimensions: 2, shingleSize: 4, seed: 'example' });
let strangest = { t: 0, score: 0 };
for (let t = 0; t < 2_000; t += 1) {
  const load = Math.sin(t / 9);
  const temperature = t === 1_500 ? 12 : 10 * load;
  const score = forest.scoreAndUpdate([temperature, 5 * load + Math.sin(t * 1.7) / 5]);
  if (score > strangest.score) strangest = { t, score };
}
print(`forest: strangest at ${strangest.t}, score ${strangest.score.toFixed(2)}`);

// 2. Decisions on an evenly spaced stream: threshold, grade, what was expected, and why not.
const detector = createStreamDetector({ dimensions: 1, seed: 'example' });
for (let t = 0; t < 2_000; t += 1) {
  const value = 10 * Math.sin(t / 8) + Math.sin(t * 1.7) / 3 + (t === 1_500 ? 8 : 0);
  const { grade, score, threshold, expected } = detector.observe([value]);
  if (grade === 0) continue;
  print(
    `stream: ${value.toFixed(1)} at ${t} instead of ${expected?.[0]?.toFixed(1) ?? '?'} ` +
      `(score ${score.toFixed(2)}, threshold ${threshold.toFixed(2)})`,
  );
}

// 3. A device: uneven intervals, operating point, one episode for one fault.
const monitor = createMonitor({
  channels: [{ name: 'vib_mms', given: ['power_kw'] }, { name: 'power_kw' }],
  seed: 'wt-001',
});
for (let second = 0; second < 3 * 3_600; second += 5 + (second % 3)) {
  const power = 1_000 + 600 * Math.sin(second / 900);
  const wear = 1 + Math.max(0, second - 7_200) / 600;
  const vibration = (1 + power / 1_000) * wear * (1 + 0.05 * Math.sin(second * 1.3));
  const { episode } = monitor.observe({
    ts: second * 1_000,
    values: { vib_mms: vibration, power_kw: power },
  });
  if (episode?.transition !== 'opened') continue;
  print(
    `monitor: ${episode.severity} episode ${second - 7_200} s after the onset of wear, ${episode.metric} ` +
      `${episode.value.toFixed(2)} instead of ${episode.expected?.toFixed(2) ?? '?'}`,
  );
}
