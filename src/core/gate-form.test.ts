import { expect, test } from 'vitest'
import { gateForm, wrongAnswer } from './gate-form.js'

const CARD = {
  extra_gated_heading: 'Medical texts',
  extra_gated_prompt: 'For research only.',
  extra_gated_fields: {
    Affiliation: 'text',
    Country: 'country',
    'Date of birth': 'date_picker',
    Purpose: { type: 'select', options: ['Research', { label: 'Teaching', value: 'teaching' }] },
    'I agree': 'checkbox',
  },
  extra_gated_days: 30,
}
const ANSWERS = {
  Affiliation: '서울대학교',
  Country: 'KR',
  'Date of birth': '1999-02-28',
  Purpose: 'teaching',
  'I agree': true,
}

test('the form is what the card says', () => {
  expect(gateForm(CARD)).toEqual({
    heading: 'Medical texts',
    description: null,
    button: null,
    terms: 'For research only.',
    questions: [
      { name: 'Affiliation', kind: 'text' },
      { name: 'Country', kind: 'country' },
      { name: 'Date of birth', kind: 'date_picker' },
      { name: 'Purpose', kind: 'select', options: ['Research', 'teaching'] },
      { name: 'I agree', kind: 'checkbox' },
    ],
    days: 30,
  })
})

test.each([
  [{}],
  [null],
  [{ extra_gated_fields: ['a'], extra_gated_prompt: 7, extra_gated_days: -1 }],
  [{ extra_gated_days: 1e9, extra_gated_prompt: '  ' }],
])('a card without a form asks nothing: %o', (card) => {
  expect(gateForm(card)).toMatchObject({ terms: null, questions: [], days: null })
})

test('what a question means is asked as text when its kind is not known', () => {
  const card = { extra_gated_fields: { Job: 'dropdown', Field: { type: 'select', options: [] } } }
  expect(gateForm(card).questions).toEqual([
    { name: 'Job', kind: 'text' },
    { name: 'Field', kind: 'text' },
  ])
})

test('complete answers are right', () => {
  expect(wrongAnswer(gateForm(CARD), ANSWERS)).toBeUndefined()
})

test.each([
  [{ Affiliation: ' ' }, /"Affiliation" must be answered/],
  [{ Affiliation: 'x'.repeat(4001) }, /longer than 4000/],
  [{ Country: 'Korea' }, /two letters/],
  [{ 'Date of birth': '1999-02-30' }, /must be a date/],
  [{ Purpose: 'Teaching' }, /one of: Research, teaching/],
  [{ 'I agree': false }, /must be agreed to/],
  [{ Name: 'Minji' }, /"Name" is not asked. Asked are: "Affiliation"/],
])('%o is wrong', (answers, why) => {
  expect(wrongAnswer(gateForm(CARD), { ...ANSWERS, ...answers } as Record<string, string | boolean>)).toMatch(
    why,
  )
})

test('odd cards break nothing', () => {
  const card = {
    extra_gated_fields: {
      terms: 'text',
      Field: { type: 'select', options: [{ value: { toString: 1, valueOf: 1 } }, null, 7, 'x'.repeat(2000)] },
    },
  }
  expect(gateForm(card).questions).toEqual([
    { name: 'Field', kind: 'select', options: ['7', 'x'.repeat(1000)] },
  ])
})

test('answers have a length in all, too', () => {
  const names = Array.from({ length: 40 }, (_, i) => `q${i}`)
  const form = gateForm({ extra_gated_fields: Object.fromEntries(names.map((name) => [name, 'text'])) })
  const answers = Object.fromEntries(names.map((name) => [name, 'x'.repeat(3000)]))
  expect(wrongAnswer(form, answers)).toMatch(/together/)
})

test('names that every object has are not answers', () => {
  const form = gateForm({ extra_gated_fields: { constructor: 'text' } })
  expect(wrongAnswer(form, {})).toMatch(/"constructor" must be answered/)
})
