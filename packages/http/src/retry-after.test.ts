import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { parseRetryAfter } from './retry-after.ts';

const now = Date.parse('Wed, 21 Oct 2026 07:28:00 GMT');

test.each([
  [{ 'retry-after-ms': '1500' }, 1500],
  [{ 'retry-after-ms': '0.4', 'retry-after': '9' }, 1],
  [{ 'retry-after': '2' }, 2000],
  [{ 'retry-after': ' 1.5 ' }, 1500],
  [{ 'retry-after': ['3', '4'] }, 3000],
  [{ 'retry-after': 'Wed, 21 Oct 2026 07:28:30 GMT' }, 30_000],
  [{ 'retry-after': 'Wednesday, 21-Oct-26 07:28:30 GMT' }, 30_000],
  [{ 'retry-after': 'Wed, 21 Oct 2026 07:00:00 GMT' }, 0],
  [{ 'retry-after': '86400' }, 86_400_000],
  [{ 'retry-after': '999999999999999999999' }, 86_400_000],
  [{ 'retry-after': '-5' }, undefined],
  [{ 'retry-after-ms': '-5', 'retry-after': '2' }, undefined],
  [{ 'retry-after': 'NaN' }, undefined],
  [{ 'retry-after': 'Infinity' }, undefined],
  [{ 'retry-after': '0x10' }, undefined],
  [{ 'retry-after': '' }, undefined],
  [{ 'retry-after': 'soon' }, undefined],
  [{}, undefined],
])('%j is %s ms', (headers, expected) => {
  expect(parseRetryAfter(headers, now)).toBe(expected);
});

test('is a whole number of milliseconds up to a day, or nothing, for any text', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.double().map(String), fc.date().map(String)), (value) => {
      for (const name of ['retry-after', 'retry-after-ms']) {
        const delay = parseRetryAfter({ [name]: value }, now);
        if (delay !== undefined) expect(Number.isInteger(delay) && delay >= 0 && delay <= 86_400_000).toBe(true);
      }
    }),
  );
});
