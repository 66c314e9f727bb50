import { p50 } from './figures.mjs';

const round = (number) => Number(number.toFixed(3));

/** The median of each figure of the measurements. */
export function medians(measurements) {
  const [first] = measurements;
  return Object.fromEntries(
    Object.keys(first).map((figure) => [figure, round(p50(measurements.map((one) => one[figure])))]),
  );
}

/**
 * Measures the contenders in turn, so that whatever else the machine does meets all of them alike.
 *
 * @returns for each contender the medians of its figures, and those of the ratios of the first contender's figures to
 *   its own in the same round
 */
export async function measureInTurn(contenders, rounds, measure) {
  const measured = contenders.map(() => []);
  for (let n = 0; n < rounds; n += 1) {
    for (const [index, contender] of contenders.entries()) measured[index].push(await measure(contender));
  }
  const [first] = measured;
  return contenders.map((contender, index) => {
    const own = measured[index];
    const ratios = own.map((one, n) =>
      Object.fromEntries(Object.keys(one).map((figure) => [figure, first[n][figure] / one[figure]])),
    );
    return { contender, medians: medians(own), firstBeside: medians(ratios) };
  });
}
