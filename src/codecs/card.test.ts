import { expect, test } from 'vitest'
import { cardTags, MAX_CARD_BYTES, parseCard } from './card.js'

const card = (yaml: string) => parseCard(`---\n${yaml}\n---\n# Text\n`)
const timed = (work: () => unknown): number => {
  const before = performance.now()
  work()
  return performance.now() - before
}

test('the front matter of a README is read', () => {
  expect(card('license: mit\ntags: [a, b]')).toEqual({
    data: { license: 'mit', tags: ['a', 'b'] },
    errors: [],
    warnings: [],
  })
})

test('front matter may begin with a byte order mark, and lines may end as on Windows', () => {
  expect(parseCard('\ufeff---\r\nlicense: mit\r\n---\r\ntext').data).toEqual({ license: 'mit' })
})

test.each(['', '# Title\n', 'text\n---\na: 1\n---\n', '---\na: 1\n', '--- a: 1 ---'])(
  'the README %j has no front matter',
  (text) => {
    const { data, errors, warnings } = parseCard(text)
    expect([data, errors]).toEqual([undefined, []])
    expect(warnings).toEqual(['empty or missing yaml metadata in repo card'])
  },
)

test('front matter may be empty', () => {
  for (const text of ['---\n---\n', '---\n\n---', '---\n# only a comment\n---\n'])
    expect(parseCard(text), text).toMatchObject({ data: undefined, errors: [] })
})

test('three dashes inside of a line do not end the front matter', () => {
  expect(card('title: one --- two ---\nlicense: mit').data).toEqual({
    title: 'one --- two ---',
    license: 'mit',
  })
})

test('a rule in the text is not part of the metadata', () => {
  expect(parseCard('---\nlicense: mit\n---\ntext\n\n---\n: : {\n').data).toEqual({ license: 'mit' })
})

test.each(['a: [', 'a: b: c', '- x\nb: 1', 'a: "', '\ta: 1', '%', 'a: *unknown'])(
  'the metadata %j is refused with a reason in one line',
  (yaml) => {
    const { data, errors } = card(yaml)
    expect(data).toBeUndefined()
    expect(errors.length).toBeGreaterThan(0)
    for (const error of errors) expect(error).not.toContain('\n')
  },
)

test.each(['- a\n- b', 'text', '5'])('the metadata %j is no mapping and is refused', (yaml) => {
  expect(card(yaml).errors).toEqual(['the metadata must be a YAML mapping of keys to values'])
})

test('a key that stands twice is refused, at any depth', () => {
  expect(card('a: 1\nb: 2\na: 3').errors).toEqual(['duplicated mapping key in line 4, column 1'])
  expect(card('x:\n  - {b: 1, "b": 2}').errors).toEqual(['duplicated mapping key in line 3, column 13'])
  expect(card('a: {b: 1}\nc: {b: 1}').errors).toEqual([])
})

test('labels must be texts', () => {
  expect(card('license: {a: 1}').errors).toEqual(['"license" must be a string or a list of strings'])
  expect(card('license: m\ntags: [a, [b]]').errors).toEqual(['"tags" must be a string or a list of strings'])
  expect(card('license: m\nlanguage:\n- 5\n- no').errors).toEqual([])
})

test('a card without a license gets a warning only', () => {
  expect(card('tags: [a]')).toMatchObject({ data: { tags: ['a'] }, errors: [] })
  expect(card('tags: [a]').warnings[0]).toContain('license')
})

test('aliases that multiply are refused at once', () => {
  const rows = ['a0: &a0 [x,x,x,x,x,x,x,x,x,x]']
  for (let i = 1; i < 12; i++)
    rows.push(
      `a${i}: &a${i} [${Array(10)
        .fill(`*a${i - 1}`)
        .join(',')}]`,
    )
  const check = () => {
    const { data, errors } = card(rows.join('\n'))
    expect(data).toBeUndefined()
    expect(errors[0]).toBe('the metadata has more than 100000 values')
  }
  expect(timed(check)).toBeLessThan(2000)
})

test('a few aliases are fine', () => {
  expect(card('license: mit\na: &x [1]\nb: *x').data).toEqual({ license: 'mit', a: [1], b: [1] })
})

test('tens of thousands of keys do not take quadratic time', () => {
  const keys = Array.from({ length: 30_000 }, (_, i) => `k${i}: 1`)
  expect(timed(() => expect(card(keys.join('\n')).errors).toEqual([]))).toBeLessThan(8000)
  expect(timed(() => expect(card(`{${keys.join(', ')}}`).errors).toEqual([]))).toBeLessThan(8000)
})

test.each(['[', '- ', '{a: ', '? ', ': ', '-\t', '[[]', '{[]'])(
  'endless nesting of %j is refused at once and does not end the process',
  (open) => {
    const check = () => {
      for (const begin of ['a:\n  ', 'a: ', '']) {
        const { data, errors } = card(`${begin}${open.repeat(200_000)}`)
        expect(data).toBeUndefined()
        expect(errors).toHaveLength(1)
        expect(errors[0]).toMatch(/^.{10,120} in line \d+, column \d+$/)
      }
    }
    expect(timed(check)).toBeLessThan(2000)
  },
)

/** What takes other parsers quadratic time: mistakes by the thousand. */
test.each(['[,', ']', '[]', '&a ', '? ', '{a,', '- ', '[a: '])(
  '1 MiB of %j takes no more than its length is worth',
  (part) => {
    const check = () => expect(card(part.repeat(1_000_000 / part.length)).errors).toHaveLength(1)
    expect(timed(check)).toBeLessThan(2000)
  },
)

test('much that is balanced or just below the limit of depth takes no endless time', () => {
  const deep = `${'['.repeat(199)}${']'.repeat(199)}`
  expect(timed(() => card(`a:\n${`- ${deep}\n`.repeat(100)}`))).toBeLessThan(8000)
  const levels = Array.from({ length: 1000 }, (_, i) => `${' '.repeat(i)}k:\n`).join('')
  expect(timed(() => card(levels))).toBeLessThan(8000)
})

test('texts may hold brackets and dashes', () => {
  const yaml = `license: mit\ndescription: ":-] ${'[x '.repeat(100)}"\nrule: "${'- '.repeat(100)}"`
  expect(card(yaml).errors).toEqual([])
})

test('metadata over the limit is refused before it is parsed', () => {
  const check = () =>
    expect(card(`a: ${'x'.repeat(MAX_CARD_BYTES)}`).errors).toEqual([
      `the metadata is larger than ${MAX_CARD_BYTES} bytes`,
    ])
  expect(timed(check)).toBeLessThan(1000)
  expect(parseCard(`---\nlicense: mit\n---\n${'x'.repeat(2 * MAX_CARD_BYTES)}`).data).toEqual({
    license: 'mit',
  })
})

test('a __proto__ key changes no object but its own', () => {
  const { data } = card('license: mit\n__proto__: {isAdmin: true}\nconstructor: {prototype: {isAdmin: true}}')
  expect(Object.getPrototypeOf(data)).toBe(Object.prototype)
  expect((data as { isAdmin?: unknown }).isAdmin).toBeUndefined()
  expect(({} as { isAdmin?: unknown }).isAdmin).toBeUndefined()
  expect(cardTags(data)).toEqual(['license:mit'])
})

test('a tag of a language runs nothing', () => {
  for (const tag of ['!!js/function', '!!js/undefined', '!!python/object:os.system', '!own'])
    expect(card(`license: mit\nx: ${tag} "process.exit()"`).errors[0]).toMatch(/^unknown .*tag/)
})

test('card data become labels with the prefix of their key', () => {
  const data = {
    license: 'mit',
    language: ['ko', 'en'],
    tags: ['robots', 'robots'],
    size_categories: '1K<n<10K',
    datasets: ['a/b'],
    pipeline_tag: 'text-generation',
    other: 'x',
    task_ids: { a: 1 },
  }
  expect(cardTags(data)).toEqual([
    'license:mit',
    'language:ko',
    'language:en',
    'size_categories:1K<n<10K',
    'dataset:a/b',
    'text-generation',
    'robots',
  ])
  expect(cardTags(undefined)).toEqual([])
})

test('a card gives a limited number of labels', () => {
  expect(cardTags({ tags: Array.from({ length: 5000 }, (_, i) => `t${i}`) })).toHaveLength(500)
})
