import type { Random } from '../../../runtime/random.ts';

/**
 * Says for one sample after the other whether it lies in a run: a Markov chain of two states whose
 * runs have geometric lengths, as drop-outs and loose contacts come. Draws once a sample.
 */
export function createRuns(random: Random, meanSamples: number): (share: number) => boolean {
  let inRun = false;
  return (share) => {
    const leave = 1 / meanSamples;
    const enter = share >= 1 ? 1 : Math.min(1, (leave * share) / (1 - share));
    const draw = random.next();
    inRun = inRun ? draw >= leave || share >= 1 : draw < enter;
    return inRun;
  };
}
