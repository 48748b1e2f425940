import { copyFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { giveBack, startSandbox } from '../../../test/support/sandbox.js'
import { testData } from '../../../test/support/test-data.js'
import type { StatisticsAnswer } from '../statistics/answer.js'
import type { ConvertResult } from './convert.js'

const NSMC = testData('nsmc/reviews.csv')
const DEADLINE = { deadlineMs: 120_000 }

/** By pandas 3.1 from the CSV: mean, median and std of values or lengths, numpy's histogram over the viewer's bins. */
const EXPECTED = {
  author: { n_unique: 97_256, min: 8, max: 8, mean: 8, median: 8, std: 0, hist: [712_404] },
  date: { n_unique: 4298, min: 8, max: 8, mean: 8, median: 8, std: 0, hist: [712_404] },
  movie_id: {
    n_unique: 14_730,
    min: 10_001,
    max: 142_621,
    mean: 58_530.93328,
    median: 52_708,
    std: 33_671.06954,
    hist: [127_426, 92_464, 111_198, 67_454, 95_548, 65_461, 66_422, 37_608, 38_939, 9884],
  },
  rating: {
    n_unique: 10,
    min: 1,
    max: 10,
    mean: 7.57184,
    median: 9,
    std: 3.01313,
    hist: [73_242, 14_600, 15_538, 18_304, 30_689, 42_614, 60_426, 78_946, 72_189, 305_856],
  },
  review: {
    n_unique: 688_507,
    min: 1,
    max: 147,
    mean: 35.3453,
    median: 27,
    std: 28.98296,
    hist: [163_068, 238_434, 161_800, 52_885, 27_776, 19_102, 13_738, 10_730, 12_141, 12_709],
  },
  review_id: {
    n_unique: 712_404,
    min: 7,
    max: 10_278_370,
    mean: 6_679_808.24781,
    median: 7_489_452,
    std: 2_968_424.46081,
    hist: [42_560, 35_575, 37_060, 41_726, 45_945, 65_760, 64_326, 90_157, 110_023, 179_272],
  },
}

test.skipIf(!NSMC)('712,404 reviews have the figures that pandas has', async () => {
  const sandbox = await startSandbox()
  try {
    const answer = await sandbox.use(async (session) => {
      const csv = session.input('0')
      await copyFile(NSMC as string, csv.path)
      const files = [{ path: csv.inside, name: 'reviews.csv' }]
      const input = { reader: 'csv', options: {}, files, output: 'part.parquet' }
      const { features } = await session.ask<ConvertResult>({ name: 'convert', input }, DEADLINE)
      const paths = [await giveBack(session, 'part.parquet', 'part')]
      return session.ask<StatisticsAnswer>({ name: 'statistics', input: { paths, features } }, DEADLINE)
    })
    expect(answer.num_examples).toBe(712_404)
    for (const { column_name, column_statistics, extra } of answer.statistics) {
      const { hist, n_unique, ...figures } = EXPECTED[column_name as keyof typeof EXPECTED]
      const nan_count = column_name === 'review' ? 21 : 0
      expect(column_statistics, column_name).toMatchObject({ ...figures, nan_count, histogram: { hist } })
      expect(extra.n_unique, column_name).toBe(n_unique)
    }
    expect(answer.statistics).toHaveLength(6)
  } finally {
    await sandbox.close()
  }
})
