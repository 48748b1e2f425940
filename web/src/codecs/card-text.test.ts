import { expect, test } from 'vitest'
import { EMPTY_DRAFT, readDraft } from '../core/draft.js'
import { cardOfDraft } from './card-of-draft.js'
import { frontValues, joinCard, setField, splitCard } from './card-text.js'

const HEADINGS = { source: 'Source', collected: 'Collected', limits: 'Limits', citation: 'Citation' }

test('one key changes, and every other line stays', () => {
  const front = '# ours\nlanguage:\n- ko\n- en\nlicense: mit # as ever\nconfigs:\n  - config_name: a\n'
  expect(setField(front, 'language', ['th'])).toBe(
    '# ours\nlanguage:\n  - th\nlicense: mit # as ever\nconfigs:\n  - config_name: a\n',
  )
  expect(setField(front, 'language', [])).toBe(
    '# ours\nlicense: mit # as ever\nconfigs:\n  - config_name: a\n',
  )
  expect(setField('', 'pretty_name', '날씨: 서울')).toBe("pretty_name: '날씨: 서울'\n")
})

test('a card comes apart and together', () => {
  const text = '---\nlicense: mit\n---\n\n# Words\n\nMore.\n'
  expect(joinCard(splitCard(text))).toBe(text)
  expect(splitCard('# Only words\n')).toEqual({ front: '', body: '# Only words\n' })
})

test('a draft becomes a card that says what the form said', () => {
  const draft = {
    ...EMPTY_DRAFT,
    ...{
      name: 'w',
      title: '서울: 날씨',
      description: 'Daily.',
      languages: 'ko, en',
      licence: 'cc-by-4.0',
      task: 'summarization',
    },
    ...{ source: 'KMA', citation: '@misc{x}', gate: 'manual' as const, gatePrompt: 'Be kind.' },
    questions: [{ name: 'Why', kind: 'text' as const }],
  }
  const { front, body } = splitCard(cardOfDraft(draft, HEADINGS))
  expect(frontValues(front)).toEqual({
    ...{
      pretty_name: '서울: 날씨',
      license: 'cc-by-4.0',
      language: ['ko', 'en'],
      task_categories: ['summarization'],
    },
    ...{ extra_gated_prompt: 'Be kind.', extra_gated_fields: { Why: 'text' } },
  })
  expect(body).toBe('# 서울: 날씨\n\nDaily.\n\n## Source\n\nKMA\n\n## Citation\n\n```bibtex\n@misc{x}\n```\n')
})

test('the words of an own README.md stay', () => {
  const own = '---\ntags:\n- a\n---\n\n# Mine\n'
  expect(cardOfDraft({ ...EMPTY_DRAFT, licence: 'mit' }, HEADINGS, own)).toBe(
    '---\ntags:\n- a\nlicense: mit\n---\n\n# Mine\n',
  )
})

test('a kept draft that is broken or of another shape is no trouble', () => {
  expect(readDraft('{')).toEqual(EMPTY_DRAFT)
  expect(readDraft('{"title":"x","questions":5,"evil":1}')).toEqual({ ...EMPTY_DRAFT, title: 'x' })
})
