import { expect, test } from 'vitest'
import { highlighted } from './highlight.js'

test('code gets spans and nothing else', () => {
  expect(highlighted('def f(): return "a"', 'py')).toContain('<span class="hljs-keyword">def</span>')
  for (const ending of ['html', 'svg', 'md', 'xml', 'py', 'json', 'js', 'yaml']) {
    const html = highlighted('<script>alert(1)</script><img src=x onerror="a()">`</code>`"\'', ending) ?? ''
    expect(html.replaceAll(/<\/?span( class="[\w- ]+")?>/g, '')).not.toContain('<')
  }
})

test('what is not known or too long stays as it is', () => {
  expect(highlighted('text', 'txt')).toBeUndefined()
  expect(highlighted('a'.repeat(300_001), 'py')).toBeUndefined()
})
