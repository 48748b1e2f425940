import { Marked } from 'marked'
import { expect, test } from 'vitest'
import { mathSyntax } from './math-syntax.js'

const html = (text: string) => new Marked(mathSyntax).parse(text, { async: false }).trim()

test.each([
  ['Let $a < b$.', '<p>Let <code class="math-inline">a &lt; b</code>.</p>'],
  [
    '\\(x_1\\) and \\(x_2\\)',
    '<p><code class="math-inline">x_1</code> and <code class="math-inline">x_2</code></p>',
  ],
  ['$$\n\\sum_i x_i\n$$\n\nafter', '<pre class="math-block">\\sum_i x_i</pre><p>after</p>'],
  ['\\[ a*b*c \\]', '<pre class="math-block">a*b*c</pre>'],
  ['손실은 $L_\\theta$이다', '<p>손실은 <code class="math-inline">L_\\theta</code>이다</p>'],
])('%s is a formula', (text, expected) => expect(html(text)).toBe(expected))

test.each([
  'It costs $5 and $6.',
  'a $ b $ c',
  '`$x$` is code',
  'from $10 to 20$5',
  '```\n$x$ and \\(y\\)\n```',
])('%s holds none', (text) => expect(html(text)).not.toContain('math-'))
