/** Where the bars of a chart are. All begin at zero. */

export interface Bar {
  x: number;
  y: number;
  width: number;
  height: number;
  /** Which of the stacked series it belongs to, from 0. */
  series: number;
}

/** The end of the scale: the next of 1, 2, 5, 10, 20, 50… that is not less; at least 5. */
export function endOfScale(most: number): number {
  if (most <= 5) return 5;
  const power = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 5, 10].map((step) => step * power).find((end) => end >= most) ?? most;
}

/** The series of each place on top of each other. */
export function barsOf(
  stacks: readonly (readonly number[])[],
  width: number,
  height: number,
  end: number,
): Bar[] {
  const pitch = width / Math.max(1, stacks.length);
  const gap = Math.min(3, pitch * 0.25);
  return stacks.flatMap((stack, place) => {
    let top = height;
    return stack.flatMap((value, series) => {
      if (value <= 0) return [];
      // What is not nothing is to be seen.
      const tall = Math.max(1.5, (value / end) * height);
      top -= tall;
      return [{ x: place * pitch + gap / 2, y: top, width: pitch - gap, height: tall, series }];
    });
  });
}
