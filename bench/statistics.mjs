// What samples come to. A ratio is taken within each round, where both programs met the same neighbours, and then the
// median of all rounds: a noisy moment makes one odd ratio instead of shifting the result.

import { linearRegression, mean, median, quantile } from 'simple-statistics';

/** `samples`: one number a round. */
export function summarise(samples) {
  return { median: median(samples), least: Math.min(...samples), most: Math.max(...samples) };
}

/** `samples` against those of the reference, round by round: as a factor and as a difference. */
export function against(samples, reference) {
  return {
    ratio: spread(samples.map((sample, round) => sample / reference[round])),
    more: spread(samples.map((sample, round) => sample - reference[round])),
  };
}

/** The middle, and the half of all rounds around it. */
function spread(values) {
  return { median: median(values), lower: quantile(values, 0.25), upper: quantile(values, 0.75) };
}

export function average(values) {
  return mean(values);
}

/**
 * How time grows with size: the exponent of a power law through the points (1 is linear), by least squares over their
 * logarithms. Constant costs, such as starting, have to be taken off before.
 */
export function exponent(points) {
  return linearRegression(points.map(({ size, time }) => [Math.log(size), Math.log(time)])).m;
}
