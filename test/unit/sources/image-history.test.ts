import { describe, expect, test } from 'vitest';
import type { HistoryEntry, Image } from '../../../src/model/image.js';
import { baseSize } from '../../../src/sources/image/base.js';
import { instructionText, stepOfSetting, stepsOfLayers } from '../../../src/sources/image/history.js';

/** As builders write it. */
test.each([
  ['COPY . /app # buildkit', 'COPY . /app'],
  ['RUN /bin/sh -c apt-get update # buildkit', 'RUN apt-get update'],
  ['RUN |2 A=1 B=x y /bin/sh -c make # buildkit', 'RUN A=1 B=x y make'],
  ['RUN |1 A=1 /bin/busybox rm x # buildkit', 'RUN A=1 /bin/busybox rm x'],
  ['|1 A=1 /bin/sh -c make', 'RUN A=1 make'],
  ['/bin/sh -c make', 'RUN make'],
  ['/bin/sh -c #(nop)  ENV A=1', 'ENV A=1'],
  ['/bin/sh -c #(nop) COPY file:0123 in /app/f ', 'COPY file:0123 in /app/f'],
  ['CMD ["/bin/sh" "-c" "x"]', 'CMD ["/bin/sh" "-c" "x"]'],
  ['RUN /bin/bash -o pipefail -c make # buildkit', 'RUN /bin/bash -o pipefail -c make'],
  ['bazel build ...', 'bazel build ...'],
  ['', ''],
])('%j is the instruction %j', (createdBy, text) => {
  expect(instructionText(createdBy)).toBe(text);
});

function history(...steps: string[]): HistoryEntry[] {
  return steps.map((createdBy) => ({
    createdBy,
    comment: '',
    empty: /^(ENV|CMD|ENTRYPOINT|LABEL|ARG)\b/.test(createdBy),
  }));
}

test('layers belong to the steps that made one, where all are told', () => {
  const steps = history('ADD rootfs /', 'CMD ["sh"]', 'COPY a /', 'ENV A=1', 'RUN b');
  expect(stepsOfLayers(steps, 3)).toEqual([0, 2, 4]);
  expect(stepsOfLayers(steps, 2)).toEqual([undefined, undefined]);
  expect(stepsOfLayers([], 1)).toEqual([undefined]);
});

test('a setting belongs to the last step that sets it', () => {
  const steps = history('ENV A=1 AB=2', 'ENV AB=3', 'CMD x', 'CMD y', 'RUN echo ENV A=4');
  expect(stepOfSetting(steps, 'ENV A')).toBe(0);
  expect(stepOfSetting(steps, 'ENV AB')).toBe(1);
  expect(stepOfSetting(steps, 'ENV B')).toBeUndefined();
  expect(stepOfSetting(steps, 'CMD')).toBe(3);
  expect(stepOfSetting(steps, 'history 2')).toBe(1);
});

describe('the base image', () => {
  const layers = ['one', 'two', 'three'].map((diffId) => ({ key: diffId, diffId }));
  const image: Image = {
    name: 'x',
    id: 'id',
    layers,
    history: history('ADD rootfs /', 'CMD ["sh"]', 'RUN one', 'COPY a /', 'CMD ["serve"]'),
    labels: {},
    documents: [],
  };

  test('is known by its layers', () => {
    const bases = [
      { diffIds: ['other'], by: 'given' },
      { diffIds: ['one', 'two'], by: 'label' },
    ] as const;
    expect(baseSize(image, bases)).toEqual({ layers: 2, steps: 3, by: 'label' });
    expect(baseSize(image, [{ diffIds: ['one'], by: 'given' }])).toEqual({ layers: 1, steps: 2, by: 'given' });
  });

  test('is guessed from the command in the middle of the history', () => {
    expect(baseSize(image, [])).toEqual({ layers: 1, steps: 2, by: 'history' });
    expect(baseSize({ ...image, history: image.history.slice(2) }, [])).toBeUndefined();
    expect(baseSize({ ...image, history: [] }, [])).toBeUndefined();
  });
});
