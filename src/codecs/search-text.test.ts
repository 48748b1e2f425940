import { expect, test } from 'vitest'
import { firstHeading, normalise, plainText, proseOf, queryWords, stemOf, tokensOf } from './search-text.js'

/** As the database matches: every need is a token, or the beginning of one. */
function finds(query: string, text: string): boolean {
  const tokens = new Set(tokensOf(text))
  const words = queryWords(query)
  return (
    words.length > 0 &&
    words.every(({ needs, isPrefix }) =>
      needs.every((need, i) =>
        isPrefix && i === needs.length - 1
          ? [...tokens].some((token) => token.startsWith(need))
          : tokens.has(need),
      ),
    )
  )
}

test.each([
  ['Korean: a particle in the text', '말뭉치', '네이버 영화 말뭉치를 모았다'],
  ['Korean: a particle in the query', '말뭉치를', '영화 말뭉치'],
  ['Korean: other particles on both sides', '말뭉치에서', '말뭉치로 배운다'],
  ['Korean: a part of a compound', '감정', '한국어감정분석'],
  ['Korean: one syllable, the last', '책', '그림책'],
  ['Korean: decomposed in the text', '한국어', '한국어 리뷰'.normalize('NFD')],
  ['Korean: decomposed in the query', '한국어'.normalize('NFD'), '한국어 리뷰'],
  ['Korean: beside Latin letters', '데이터', 'NLP데이터셋'],
  ['Japanese: no spaces', '感情分析', '日本語の感情分析データセットです'],
  ['Japanese: words apart', '日本語感情分析データ', '日本語の感情を分析するデータ'],
  ['Japanese: half-width kana', 'データ', 'ﾃﾞｰﾀｾｯﾄ'],
  ['Japanese: one character', '本', '日本'],
  ['Chinese: no spaces', '情感分析', '中文情感分析数据集'],
  ['Chinese: traditional text', '語料庫', '繁體中文語料庫'],
  ['Thai: no spaces', 'รีวิว', 'ชุดข้อมูลรีวิวภาษาไทย'],
  ['Thai: several words', 'ข้อมูลภาษาไทย', 'ชุดข้อมูลรีวิวภาษาไทย'],
  ['Vietnamese: with marks', 'đánh giá', 'Bộ dữ liệu đánh giá phim'],
  ['Vietnamese: without marks', 'danh gia du lieu', 'Bộ dữ liệu đánh giá phim'],
  ['Vietnamese: marks only in the query', 'tiếng Việt', 'du lieu tieng Viet'],
  ['Indonesian', 'ulasan film', 'Kumpulan ulasan film berbahasa Indonesia'],
  ['French: with accents', 'données', 'Jeu de donnees'],
  ['French: without accents', 'francais resume', 'Résumés en français et résumé'],
  ['French: ligature', 'oeuvre', 'Œuvres et œuvre'],
  ['English: the last word unfinished', 'movie revi', 'Movie reviews'],
  ['English: a name of parts', 'nsmc reviews', 'e9t/nsmc_reviews-2015'],
  ['full-width letters', 'ＮＳＭＣ', 'nsmc'],
  ['full-width letters in the text', 'bert', 'ＢＥＲＴ'],
])('%s', (_what, query, text) => {
  expect(finds(query, text)).toBe(true)
})

test.each([
  ['말뭉치', '말과 뭉치'],
  ['感情', '感じる情報'],
  ['reviews', 'review'],
  ['revi movie', 'reviews of movies'],
  ['การเงิน', 'ชุดข้อมูลรีวิวภาษาไทย'],
])('%s is not in "%s"', (query, text) => {
  expect(finds(query, text)).toBe(false)
})

test('a word is finished when something follows it', () => {
  expect(queryWords('movie ')[0]?.isPrefix).toBe(false)
  expect(queryWords('movie')[0]?.isPrefix).toBe(true)
  expect(queryWords('mo')[0]?.isPrefix).toBe(false)
})

test('the stem of a Korean word keeps at least two syllables', () => {
  expect(stemOf('말뭉치에서')).toBe('말뭉치')
  expect(stemOf('나이')).toBe('나이')
})

test('marks that are letters stay', () => {
  expect(normalise('が')).toBe('が')
  expect(normalise('คำ')).toBe(normalise('คำ'))
  expect(normalise('İ')).toBe('i')
})

test('nothing to search for gives no words', () => {
  for (const text of ['', '  ', '!?#', "'&|:*\\", '\0']) expect(queryWords(text)).toEqual([])
})

test('tokens hold letters, marks and digits only, whatever comes in', () => {
  for (const token of tokensOf(`it's 'quoted' & a|b:* \\ \0 <x> ${'\u{1F600}'} 한국어 50%`))
    expect(token).toMatch(/^[\p{L}\p{M}\p{N}]+$/u)
})

test('a card becomes plain text', () => {
  const readme =
    '---\nlicense: mit\n---\n# Movie **reviews**\n\n<!-- hidden -->See [the paper](https://x.org/a "t") and ![a picture](x.png).\n\n- one\n- `two`\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```python\nx = 1\n```\n'
  expect(plainText(readme)).toBe('Movie reviews See the paper and a picture. one two a b 1 2 x = 1')
  expect(firstHeading(readme)).toBe('Movie reviews')
  expect(plainText('[![DOI](a.svg)](https://doi.org/1) and [b](c)')).toBe('DOI and b')
})

test('a summary begins with the first sentence, and shows no marks', () => {
  const readme =
    '---\nlicense: mit\n---\n# Movie **reviews**\n\n[![DOI](a.svg)](https://doi.org/1)\n## About\nWhere $x^2$ is $$y$$, at $5 or $10. See [the paper](https://x.org).\n'
  expect(proseOf(readme)).toBe('Where x^2 is y, at $5 or $10. See the paper.')
  expect(proseOf('Movie reviews\n=====\nAll of *them*.\n<h2 id="a">Use</h2>')).toBe('All of them.')
  expect(proseOf('# Only a title')).toBe('')
})

test('a hostile card takes no time to speak of', () => {
  const start = performance.now()
  let tokens = 0
  for (const piece of [
    '$',
    '<h1>',
    '[',
    '<',
    '![](',
    '*',
    '|-',
    '<!--',
    '- ',
    '`',
    '[a](b ',
    '---\n',
    '\u0301',
    '한',
  ])
    tokens += [...tokensOf(proseOf(piece.repeat(300_000)))].length
  expect(performance.now() - start).toBeLessThan(10_000)
  expect(tokens).toBeGreaterThan(0)
})
